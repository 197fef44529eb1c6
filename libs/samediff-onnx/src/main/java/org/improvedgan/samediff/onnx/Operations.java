package org.improvedgan.samediff.onnx;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/** The table: every SameDiff operation that can be translated, by its {@code opName()}. */
final class Operations {
  /** One row: what it becomes, in words for the documentation, and how. */
  record Entry(String onnx, Translation translation, boolean gradient) {}

  private static final SortedMap<String, Entry> TABLE = new TreeMap<>();

  static {
    Elementwise.register(new Registry());
    LinearAlgebra.register(new Registry());
    Reductions.register(new Registry());
    Shaping.register(new Registry());
    Convolutions.register(new Registry());
    ElementwiseGradients.register(new Registry());
    ActivationGradients.register(new Registry());
    LinearAlgebraGradients.register(new Registry());
    ReductionGradients.register(new Registry());
    ShapingGradients.register(new Registry());
    ConvolutionGradients.register(new Registry());
    PoolingGradients.register(new Registry());
  }

  private Operations() {}

  static SortedMap<String, Entry> all() {
    return Collections.unmodifiableSortedMap(TABLE);
  }

  /** Whether the operation only stands in gradients, and has a translation for fixed shapes alone. */
  static boolean isGradient(SameDiffOp operation) {
    Entry entry = TABLE.get(operation.getOp().opName());
    return entry != null && entry.gradient();
  }

  static Translation of(SameDiffOp operation) {
    String name = operation.getOp().opName();
    Entry entry = TABLE.get(name);
    if (entry == null) {
      throw new OnnxExportException("Operation \"" + name + "\" that computes \""
          + operation.getOutputsOfOp().get(0) + "\" has no translation to ONNX.");
    }
    return entry.translation();
  }

  /** Adds rows to the table. */
  static final class Registry {
    void add(String name, String onnx, Translation.Single translation) {
      addMultiple(name, onnx, (operation, graph) -> List.of(translation.apply(operation, graph)));
    }

    void addMultiple(String name, String onnx, Translation translation) {
      put(name, new Entry(onnx, translation, false));
    }

    /** An operation of gradient graphs. */
    void addGradient(String name, String onnx, Translation translation) {
      put(name, new Entry(onnx, translation, true));
    }

    private static void put(String name, Entry entry) {
      Entry before = TABLE.put(name, entry);
      if (before != null) {
        throw new IllegalStateException("Operation \"" + name + "\" stands twice in the table.");
      }
    }

    /** The ONNX operator of the same meaning, with the same inputs and no attributes. */
    void same(String name, String onnx) {
      add(name, onnx, (operation, graph) -> graph.node(onnx, operation.inputs()));
    }
  }
}
