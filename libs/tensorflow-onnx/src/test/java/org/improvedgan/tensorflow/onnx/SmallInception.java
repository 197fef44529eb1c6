package org.improvedgan.tensorflow.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.improvedgan.tensorflow.proto.GraphProtos.AttrValue;
import org.improvedgan.tensorflow.proto.GraphProtos.GraphDef;
import org.improvedgan.tensorflow.proto.GraphProtos.NodeDef;
import org.improvedgan.tensorflow.proto.GraphProtos.Tensor;

/** A graph wired as the official Inception, with an eighth of its channels and random weights; and a full-size twin. */
public final class SmallInception {

  private static final int FACTOR = 8;
  private static final int CLASSES = 1008;

  private SmallInception() {
  }

  /** The graph's file. */
  public static byte[] bytes() {
    try (InputStream in = SmallInception.class.getResourceAsStream(
        "/fixtures/inception_small/inception_2015_like_div8.pb")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static GraphDef graph() {
    try {
      return GraphDef.parseFrom(bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same nodes with eight times the channels: 2048 features, 95 MB. Weights are drawn so that activations neither
   * vanish nor explode; the scores mean nothing.
   */
  public static byte[] fullSize(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GraphDef.Builder wide = GraphDef.newBuilder();
    for (NodeDef node : graph().getNodeList()) {
      Tensor tensor = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
      wide.addNode(node.getOp().equals("Const") ? node.toBuilder()
          .putAttr("value", AttrValue.newBuilder().setTensor(widened(node.getName(), tensor, random)).build()).build()
          : node);
    }
    return wide.build().toByteArray();
  }

  private static Tensor widened(String name, Tensor tensor, SplittableRandom random) {
    long[] shape = tensor.getTensorShape().getDimList().stream().mapToLong(dim -> dim.getSize()).toArray();
    if (name.endsWith("/conv2d_params")) {
      shape[2] *= shape[2] == 3 ? 1 : FACTOR;
      shape[3] *= FACTOR;
      return random(tensor, shape, random, Math.sqrt(6.0 / (shape[0] * shape[1] * shape[2])));
    }
    if (name.contains("/batchnorm/")) {
      return filled(tensor, shape[0] * FACTOR, name.endsWith("variance") || name.endsWith("gamma") ? 1 : 0);
    }
    if (name.equals("softmax/weights")) {
      return random(tensor, new long[] {shape[0] * FACTOR, CLASSES}, random, 0.05);
    }
    if (name.equals("pool_3/_reshape/shape")) {
      ByteBuffer sizes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(1);
      sizes.putInt(FACTOR * tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getInt(4));
      return tensor.toBuilder().setTensorContent(ByteString.copyFrom(sizes.array())).build();
    }
    return tensor;
  }

  private static Tensor random(Tensor like, long[] shape, SplittableRandom random, double bound) {
    ByteBuffer values = ByteBuffer.allocate((int) Arrays.stream(shape).reduce(Float.BYTES, Math::multiplyExact))
        .order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      values.putFloat((float) ((random.nextDouble() * 2 - 1) * bound));
    }
    return shaped(like, shape).setTensorContent(UnsafeByteOperations.unsafeWrap(values.array())).build();
  }

  private static Tensor filled(Tensor like, long size, float value) {
    return shaped(like, size).addFloatVal(value).build();
  }

  private static Tensor.Builder shaped(Tensor like, long... shape) {
    Tensor.Builder tensor = Tensor.newBuilder().setDtype(like.getDtype());
    Arrays.stream(shape).forEach(size -> tensor.getTensorShapeBuilder().addDimBuilder().setSize(size));
    return tensor;
  }
}
