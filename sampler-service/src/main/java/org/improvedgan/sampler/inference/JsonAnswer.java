package org.improvedgan.sampler.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.improvedgan.images.Images;

/** Writes results for HTTP: JSON, and behind it the bytes of those outputs that are wanted as bytes. */
final class JsonAnswer {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonAnswer() {
  }

  static Response of(Inference.Result result) {
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      try (JsonGenerator json = JSON.createGenerator(body)) {
        write(result, json);
      }
      int jsonLength = body.size();
      boolean binary = false;
      for (InferSpec.Wanted wanted : result.spec().outputs()) {
        if (wanted.raw()) {
          wanted.tensor().raw(result.images()).writeTo(body);
          binary = true;
        }
      }
      Response.ResponseBuilder response = Response.ok(body.toByteArray());
      return binary
          ? response.type(MediaType.APPLICATION_OCTET_STREAM).header(InferenceResource.JSON_LENGTH, jsonLength).build()
          : response.type(MediaType.APPLICATION_JSON).build();
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing can fail in memory.", e);
    }
  }

  private static void write(Inference.Result result, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("model_name", result.spec().model());
    json.writeStringField("model_version", result.version());
    if (!result.spec().id().isEmpty()) {
      json.writeStringField("id", result.spec().id());
    }
    json.writeObjectFieldStart("parameters");
    json.writeStringField("checkpoint_id", result.checkpointId());
    json.writeStringField("checkpoint_sha256", result.generatorSha256());
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    for (InferSpec.Wanted wanted : result.spec().outputs()) {
      write(wanted, result.images(), json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(InferSpec.Wanted wanted, Images images, JsonGenerator json) throws IOException {
    OutputTensor output = wanted.tensor();
    json.writeStartObject();
    json.writeStringField("name", output.tensorName());
    json.writeStringField("datatype", output.datatype());
    json.writeArrayFieldStart("shape");
    for (long length : OutputTensor.shape(images)) {
      json.writeNumber(length);
    }
    json.writeEndArray();
    if (wanted.raw()) {
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", output.raw(images).size());
      json.writeEndObject();
    } else {
      json.writeArrayFieldStart("data");
      for (byte pixel : images.pixels()) {
        output.write(pixel, json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
