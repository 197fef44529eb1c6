package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OperationCases.input;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** Which of the forward cases have gradients, and more where gradients need other graphs than forward passes do. */
final class GradientCases {
  /** Cases whose gradient ND4J cannot compute, or computes wrongly, each with the reason. */
  static final Map<String, String> WITHOUT = new TreeMap<>();

  static {
    String noFloats = "its result has no floating-point type";
    for (String name : List.of("greater", "greater or equal", "less", "less or equal", "equal", "compare with scalar",
        "not", "argmax", "shape")) {
      WITHOUT.put(name, noFloats);
    }
    String unsupported = "SameDiff has no derivative for it";
    WITHOUT.put("where", unsupported);
    WITHOUT.put("rint", unsupported);
    WITHOUT.put("batchnorm", "SameDiff's derivative wants its dimension in a form that its forward operation refuses");
    WITHOUT.put("log softmax over the first dimension", "SameDiff cannot copy its dimension into the gradient graph");
    WITHOUT.put("gather", "SameDiff's derivative is a loop over the indices");
    WITHOUT.put("cast of pixels", "nothing in it is floating-point before the cast");
    WITHOUT.put("minimum", "SameDiff's derivative ignores broadcasting; on equal shapes it works");
    WITHOUT.put("maximum", "ND4J's derivative is wrong where it broadcasts; on equal shapes it is right");
    WITHOUT.put("reduce_logsumexp", "ND4J cannot run SameDiff's derivative, which forgets the reduced dimensions");
    WITHOUT.put("dimensions from a constant", "one of its operations is logSumExp");
    for (String format : List.of("NHWC", "NCHW")) {
      for (String padding : List.of("VALID", "SAME")) {
        WITHOUT.put("conv2d " + format + " " + padding, "SameDiff's gradient loses the formats OIYX and OYXI");
      }
    }
  }

  private GradientCases() {}

  static void add(OperationCases cases) {
    cases.add("maximum and minimum of equal shapes", (graph, source) -> {
      int width = source.size(1, 7);
      SDVariable x = input(graph, "x", width);
      SDVariable y = input(graph, "y", width);
      return List.of(graph.max(x, y), graph.min(x, y));
    });
    cases.add("constants in place of arguments", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 4), source.size(1, 5));
      SDVariable from = graph.constant(Nd4j.createFromArray(0, 0, 0));
      return List.of(
          graph.mean(x, graph.constant(Nd4j.createFromArray(0, 2))),
          graph.permute(x, graph.constant(Nd4j.createFromArray(0, 2, 1))),
          graph.tile(x, graph.constant(Nd4j.createFromArray(2, 1, 3))),
          graph.slice(x, from, graph.constant(Nd4j.createFromArray(-1, 1, -1))));
    });
    NetworkCases.plainConvolutions(cases);
    ConvolutionCases.add(cases);
  }
}
