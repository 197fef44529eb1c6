package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;
import static org.improvedgan.sampler.inference.Sentences.notFound;
import static org.improvedgan.sampler.inference.Sentences.quote;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.inference.v2.ModelMetadataResponse.TensorMetadata;
import org.improvedgan.inference.v2.ServerMetadataResponse;
import org.jboss.resteasy.reactive.RestPath;

/** The Open Inference Protocol over HTTP, as JSON and with Triton's binary tensors. */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
public class InferenceResource {

  /** Header that says how many bytes of a body are JSON; the rest are tensors. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private static final int UNAVAILABLE = 503;

  /** What the server is. */
  public record Server(String name, String version, List<String> extensions) {
  }

  /** What a model is. */
  public record Model(String name, List<String> versions, String platform, List<Tensor> inputs, List<Tensor> outputs,
      Map<String, String> properties) {
  }

  /** An input or output; -1 stands for a length that the request decides. */
  public record Tensor(String name, String datatype, List<Long> shape) {

    private static Tensor of(TensorMetadata tensor) {
      return new Tensor(tensor.getName(), tensor.getDatatype(), tensor.getShapeList());
    }
  }

  private final Models models;
  private final Inference inference;
  private final JsonRequest requests;
  private final String version;

  InferenceResource(Models models, Inference inference, ObjectMapper mapper,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.models = models;
    this.inference = inference;
    this.requests = new JsonRequest(mapper);
    this.version = version;
  }

  @GET
  public Server server() {
    ServerMetadataResponse server = ModelDescription.server(version);
    return new Server(server.getName(), server.getVersion(), server.getExtensionsList());
  }

  @GET
  @Path("health/live")
  public Map<String, Boolean> live() {
    return Map.of("live", true);
  }

  @GET
  @Path("health/ready")
  public Response ready() {
    boolean ready = models.ready();
    return Response.status(ready ? 200 : UNAVAILABLE).entity(Map.of("ready", ready)).build();
  }

  @GET
  @Path("models/{model}")
  public CompletionStage<Model> metadata(@RestPath String model) {
    return metadata(model, "");
  }

  @GET
  @Path("models/{model}/versions/{version}")
  public CompletionStage<Model> metadata(@RestPath String model, @RestPath String version) {
    return models.metadata(model, version).thenApply(InferenceResource::describe);
  }

  @GET
  @Path("models/{model}/ready")
  public Response modelReady(@RestPath String model) {
    return modelReady(model, "");
  }

  @GET
  @Path("models/{model}/versions/{version}/ready")
  public Response modelReady(@RestPath String model, @RestPath String version) {
    boolean ready = models.ready(model, version);
    return Response.status(ready ? 200 : UNAVAILABLE).entity(Map.of("name", model, "ready", ready)).build();
  }

  @POST
  @Path("models/{model}/infer")
  @Blocking
  public CompletionStage<Response> infer(@RestPath String model, @HeaderParam(JSON_LENGTH) String jsonLength,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) String encoding, byte[] body, @Context HttpServerResponse client) {
    return infer(model, "", jsonLength, encoding, body, client);
  }

  /** Blocking, since a large body takes a while to read. */
  @POST
  @Path("models/{model}/versions/{version}/infer")
  @Blocking
  public CompletionStage<Response> infer(@RestPath String model, @RestPath String version,
      @HeaderParam(JSON_LENGTH) String jsonLength, @HeaderParam(HttpHeaders.CONTENT_ENCODING) String encoding,
      byte[] body, @Context HttpServerResponse client) {
    check(encoding == null || encoding.equals("identity"), "The body is compressed; send it as it is.");
    return inference.infer(() -> requests.read(model, version, body, jsonLength), client::closed)
        // Text takes a while to write, too long for the threads that generate.
        .thenApplyAsync(JsonAnswer::of, Infrastructure.getDefaultWorkerPool());
  }

  /** What Triton has beyond the protocol; its clients read an answer only from JSON. */
  @GET
  @Path("{other:.+}")
  public Response other(@RestPath String other) {
    throw notFound("There is no " + quote("/v2/" + other) + "; the sampler has what the Open Inference Protocol has.");
  }

  @POST
  @Path("{other:.+}")
  public Response otherPost(@RestPath String other) {
    return other(other);
  }

  private static Model describe(ModelMetadataResponse model) {
    return new Model(model.getName(), model.getVersionsList(), model.getPlatform(),
        model.getInputsList().stream().map(Tensor::of).toList(),
        model.getOutputsList().stream().map(Tensor::of).toList(), model.getPropertiesMap());
  }
}
