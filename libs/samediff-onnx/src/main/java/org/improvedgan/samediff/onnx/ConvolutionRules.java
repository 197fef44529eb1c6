package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.ints;

import java.util.Arrays;
import java.util.List;

/** Rules that let a convolution do what stands around it. */
final class ConvolutionRules {
  private ConvolutionRules() {}

  /** A number for each channel that is added to a convolution, and to nothing else, is its bias. */
  static boolean bias(OnnxNode node, Simplifier simplifier) {
    if (!node.is("Add")) {
      return false;
    }
    OnnxGraph graph = simplifier.graph();
    for (int i = 0; i < 2; i++) {
      String maps = node.inputs.get(i);
      String bias = node.inputs.get(1 - i);
      OnnxNode convolution = graph.producer(maps);
      long[] shape = graph.shape(maps);
      if (convolution != null && (convolution.is("Conv") || convolution.is("ConvTranspose"))
          && convolution.inputs.size() == 2 && shape != null && shape.length == 4
          && isChannels(graph.shape(bias), shape[1]) && simplifier.onlyUse(maps)) {
        String flat = graph.insertBefore(node, "Reshape", List.of(bias, graph.longs(shape[1])));
        graph.shape(flat, shape[1]);
        simplifier.substitute(node, new OnnxNode(convolution.type,
            List.of(convolution.inputs.get(0), convolution.inputs.get(1), flat), node.outputs,
            convolution.attributes()));
        return true;
      }
    }
    return false;
  }

  private static boolean isChannels(long[] shape, long channels) {
    return shape != null && (shape.length == 3 || shape.length == 4) && shape[shape.length - 3] == channels
        && Axes.count(shape) == channels;
  }

  /** A convolution pads by itself. */
  static boolean pad(OnnxNode node, Simplifier simplifier) {
    OnnxNode pad = node.is("Conv") ? simplifier.graph().producer(node.inputs.get(0)) : null;
    if (pad == null || !pad.is("Pad") || pad.inputs.size() != 2 || node.ints("pads") == null) {
      return false;
    }
    long[] more = simplifier.graph().longs(pad.inputs.get(1));
    if (more == null || more.length != 8 || more[0] + more[1] + more[4] + more[5] != 0
        || Arrays.stream(more).anyMatch(size -> size < 0)) {
      return false;
    }
    long[] pads = node.ints("pads");
    node.set(ints("pads", pads[0] + more[2], pads[1] + more[3], pads[2] + more[6], pads[3] + more[7]));
    node.inputs.set(0, pad.inputs.get(0));
    return true;
  }

  /** Rows and columns cut off the maps of a transposed convolution are paddings of it: they need not be computed. */
  static boolean cut(OnnxNode node, Simplifier simplifier) {
    OnnxGraph graph = simplifier.graph();
    OnnxNode spread = node.is("Slice") ? graph.producer(node.inputs.get(0)) : null;
    if (spread == null || !spread.is("ConvTranspose") || node.inputs.size() != 4
        || !simplifier.onlyUse(node.inputs.get(0))) {
      return false;
    }
    long[] shape = graph.shape(node.inputs.get(0));
    long[] begin = graph.longs(node.inputs.get(1));
    long[] end = graph.longs(node.inputs.get(2));
    long[] axes = graph.longs(node.inputs.get(3));
    if (shape == null || Arrays.stream(axes).anyMatch(axis -> axis < 2)) {
      return false;
    }
    long[] pads = spread.ints("pads").clone();
    long[] extra = spread.ints("output_padding") == null ? new long[2] : spread.ints("output_padding").clone();
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) axes[i] - 2;
      long cut = shape[2 + axis] - end[i];
      long unpadded = Math.min(cut, extra[axis]);
      pads[axis] += begin[i];
      extra[axis] -= unpadded;
      pads[2 + axis] += cut - unpadded;
    }
    OnnxNode smaller = new OnnxNode("ConvTranspose", spread.inputs, node.outputs, spread.attributes());
    smaller.set(ints("pads", pads));
    smaller.set(ints("output_padding", extra));
    simplifier.substitute(node, smaller);
    return true;
  }
}
