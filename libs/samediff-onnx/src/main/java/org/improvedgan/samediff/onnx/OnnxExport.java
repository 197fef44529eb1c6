package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Translates SameDiff graphs into ONNX models: forward ones, and ones that compute gradients.
 *
 * <p>The model holds what the outputs need and nothing else: variables and constants become initialisers inside the
 * file, placeholders (and variables named as inputs) become inputs, and a dimension declared as -1 stays dynamic. The
 * same graph gives the same bytes. Anything that has no exact counterpart is refused with an
 * {@link OnnxExportException} that names it.
 */
public final class OnnxExport {
  /** The version of ONNX's operator set that models are written in. */
  public static final int OPSET = 17;
  /** The version of ONNX's file format, the one that came with the operator set. */
  public static final int IR_VERSION = 8;

  private OnnxExport() {}

  /**
   * Translates the part of a graph that computes the outputs. Without dynamic dimensions the model is simplified for
   * those shapes, and gradient operations (of {@code graph.getFunction("grad")}) can be translated too.
   *
   * @param graph the graph; it is not changed, but where the batch is dynamic it runs on two tiny batches to learn the
   *     shapes of its values
   * @param inputs one for each placeholder that the outputs depend on; others become inputs that nothing reads
   * @param outputs what the model returns, in that order
   * @return a serialised {@code ModelProto}
   * @throws OnnxExportException if an operation, argument or type has no translation, or inputs and graph do not match
   */
  public static byte[] translate(SameDiff graph, List<OnnxInput> inputs, List<OnnxOutput> outputs) {
    return translate(graph, inputs, outputs, Map.of());
  }

  /** As {@link #translate(SameDiff, List, List)}, with key and value pairs stored in the model as its metadata. */
  public static byte[] translate(
      SameDiff graph, List<OnnxInput> inputs, List<OnnxOutput> outputs, Map<String, String> metadata) {
    return model(new Translator(graph, inputs, outputs), metadata);
  }

  private static byte[] model(Translator translator, Map<String, String> metadata) {
    GraphProto body = translator.build();
    ModelProto.Builder model = ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("samediff-onnx")
        .setGraph(body);
    model.addOpsetImportBuilder().setDomain("").setVersion(OPSET);
    new TreeMap<>(metadata).forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    return model.build().toByteArray();
  }

  /**
   * Translates a graph with its gradients: a model that returns the outputs in order and then, for each variable, the
   * derivative of the loss by it, of the variable's shape, under the name {@link #gradientName}.
   *
   * <p>SameDiff differentiates the graph ({@code createGradFunction}), and forward and gradient operations are
   * translated together. No floating-point operation runs for that, however large the shapes.
   *
   * @param graph the graph; it keeps the loss and the gradient function made for it
   * @param loss the variable to differentiate, of one element
   * @param variables floating-point placeholders and variables that the loss depends on
   * @param inputs one for each placeholder, all sizes fixed; variables named here are inputs of the model, the others
   *     constants inside it
   * @param outputs what else the model returns
   * @throws OnnxExportException if a size is dynamic, the loss does not depend on a variable, or something has no
   *     translation
   */
  public static byte[] translateGradients(
      SameDiff graph, String loss, List<String> variables, List<OnnxInput> inputs, List<OnnxOutput> outputs) {
    for (OnnxInput input : inputs) {
      if (input.dynamic()) {
        throw new OnnxExportException("Input \"" + input.name() + "\" is declared as " + input.shape()
            + ", but gradients are translated for fixed shapes alone: give the size in place of -1.");
      }
    }
    Gradients gradients = Gradients.of(graph, loss, variables);
    List<OnnxOutput> all = new ArrayList<>(outputs);
    for (String variable : variables) {
      all.add(OnnxOutput.of(gradientName(variable), gradients.of(variable).name()));
    }
    Translator translator =
        new Translator(gradients.function(), inputs, all).single(loss).sameShapes(gradients.names(variables));
    return model(translator, Map.of());
  }

  /** The name of the output of a model of {@link #translateGradients} that is the loss's gradient by a variable. */
  public static String gradientName(String variable) {
    return "gradient/" + variable;
  }

  /** What can be translated: each operation's {@code opName()} with the ONNX operators that it becomes. */
  public static SortedMap<String, String> operations() {
    SortedMap<String, String> result = new TreeMap<>();
    Operations.all().forEach((name, entry) -> result.put(name, entry.onnx()));
    return result;
  }

  /** A graph's gradient function: the forward operations with those that compute the derivatives of a loss. */
  private record Gradients(SameDiff graph, SameDiff function, String loss) {
    static Gradients of(SameDiff graph, String loss, List<String> variables) {
      for (String name : variables) {
        if (!graph.hasVariable(name)) {
          throw new OnnxExportException(
              "The gradient by \"" + name + "\" is asked for, which the graph does not have.");
        }
      }
      if (!graph.hasVariable(loss)) {
        throw new OnnxExportException("The loss \"" + loss + "\" is not a variable of the graph.");
      }
      try {
        // Naming the loss drops an earlier gradient function.
        graph.setLossVariables(loss);
        MutedOutput.run(() -> graph.createGradFunction(variables.toArray(String[]::new)));
      } catch (RuntimeException e) {
        throw new OnnxExportException("SameDiff cannot differentiate \"" + loss + "\": " + e.getMessage(), e);
      }
      return new Gradients(graph, graph.getFunction("grad"), loss);
    }

    /** The variables with the names of their gradients. */
    Map<String, String> names(List<String> variables) {
      Map<String, String> names = new LinkedHashMap<>();
      variables.forEach(variable -> names.put(variable, of(variable).name()));
      return names;
    }

    SDVariable of(String variable) {
      SDVariable gradient = graph.getGradForVariable(variable);
      if (gradient == null) {
        throw new OnnxExportException("The loss \"" + loss + "\" does not depend on \"" + variable + "\".");
      }
      return gradient;
    }
  }
}
