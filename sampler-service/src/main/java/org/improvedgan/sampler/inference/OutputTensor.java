package org.improvedgan.sampler.inference;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.improvedgan.images.Images;
import org.improvedgan.inference.v2.InferTensorContents;

/** What a model gives: the same images as bytes or as numbers, [images, height, width, channels]. */
enum OutputTensor {

  /** 0 to 255. */
  IMAGES("images", "UINT8", 1, 2) {
    @Override
    ByteString raw(Images images) {
      return UnsafeByteOperations.unsafeWrap(images.pixels()); // nobody writes into it any more
    }

    @Override
    InferTensorContents typed(Images images) {
      InferTensorContents.Builder contents = InferTensorContents.newBuilder();
      for (byte pixel : images.pixels()) {
        contents.addUintContents(pixel & 0xFF);
      }
      return contents.build();
    }

    @Override
    void write(byte pixel, JsonGenerator json) throws IOException {
      json.writeNumber(pixel & 0xFF);
    }
  },

  /** That value / 255. */
  IMAGES_FLOAT("images_float", "FP32", Float.BYTES, Float.BYTES) {
    @Override
    ByteString raw(Images images) {
      byte[] pixels = images.pixels();
      ByteBuffer floats = ByteBuffer.allocate(pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (byte pixel : pixels) {
        floats.putFloat((pixel & 0xFF) / 255f);
      }
      return UnsafeByteOperations.unsafeWrap(floats.array());
    }

    @Override
    InferTensorContents typed(Images images) {
      InferTensorContents.Builder contents = InferTensorContents.newBuilder();
      for (byte pixel : images.pixels()) {
        contents.addFp32Contents((pixel & 0xFF) / 255f);
      }
      return contents.build();
    }

    @Override
    void write(byte pixel, JsonGenerator json) throws IOException {
      json.writeNumber((pixel & 0xFF) / 255f);
    }
  };

  private final String tensorName;
  private final String datatype;
  private final int rawBytes;
  private final int typedBytes;

  OutputTensor(String tensorName, String datatype, int rawBytes, int typedBytes) {
    this.tensorName = tensorName;
    this.datatype = datatype;
    this.rawBytes = rawBytes;
    this.typedBytes = typedBytes;
  }

  static Optional<OutputTensor> named(String name) {
    return Arrays.stream(values()).filter(output -> output.tensorName.equals(name)).findFirst();
  }

  String tensorName() {
    return tensorName;
  }

  String datatype() {
    return datatype;
  }

  /** The most bytes that a channel of a pixel takes in a message. */
  int bytes(boolean raw) {
    return raw ? rawBytes : typedBytes;
  }

  abstract ByteString raw(Images images);

  abstract InferTensorContents typed(Images images);

  abstract void write(byte pixel, JsonGenerator json) throws IOException;

  static List<Long> shape(Images images) {
    return LongStream.of(images.count(), images.shape().height(), images.shape().width(), images.shape().channels())
        .boxed().toList();
  }
}
