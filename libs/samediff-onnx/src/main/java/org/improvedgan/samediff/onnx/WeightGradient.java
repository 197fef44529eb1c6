package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The gradient of a convolution by its weights, as one matrix product for each place of the kernel:
 *
 * <pre>G[s, l, i, j] = Σ_{n, p, q} S[n, s, p, q] · L[n, l, p · stride + i - top, q · stride + j - left]</pre>
 *
 * with the small images S on which the kernel is put, and the large ones L that it looks at (a convolution's result and
 * input; the other way round for a transposed one). L is not copied for each place of the kernel: it is moved sideways
 * only, and S up and down, which makes as many copies as the kernel is high and wide together.
 *
 * <p>A product over all images at once needs the channels in front of them; products of single images need to be
 * summed. The cheaper of the two is done.
 */
final class WeightGradient {
  private final OnnxGraph g;
  private final DataType type;
  private final Window window;
  private final boolean joined;
  private final Images small;
  private final Images large;

  private WeightGradient(OnnxGraph g, DataType type, Window window, Images small, Images large) {
    this.g = g;
    this.type = type;
    this.window = window;
    long sums = window.size()[0] * window.size()[1] * small.shape()[0] * small.shape()[1] * large.shape()[1];
    long moves = Axes.count(small.shape()) + Axes.count(large.shape());
    joined = sums > moves * 3 / 2;
    this.small = joined ? small.channelsBeforeImages(g) : small;
    this.large = joined ? large.channelsBeforeImages(g) : large;
  }

  /** The gradient, [height, width, channels of S, channels of L]. */
  static String of(OnnxGraph g, DataType type, Window window, Images small, Images large) {
    return new WeightGradient(g, type, window, small, large).build();
  }

  private String build() {
    long s = small.shape()[joined ? 0 : 1];
    long l = large.shape()[joined ? 0 : 1];
    long height = window.size()[0];
    long width = window.size()[1];
    if (height * width > 1 && 2 * height * width * l < (height - 1) * s + (width - 1) * l) {
      return sideBySide(s, l);
    }
    List<String> places = new ArrayList<>();
    for (long i = 0; i < height; i++) {
      long row = row(i);
      long step = window.stride()[0];
      long phase = Math.floorMod(row, step);
      long rows = (large.height() - phase + step - 1) / step;
      Images moved = small.taken(g, 2, -Math.floorDiv(row, step), 1, rows);
      for (long j = 0; j < width; j++) {
        Images seen = large.taken(g, 2, phase, step, rows).taken(g, 3, column(j), window.stride()[1], small.width());
        places.add(Sums.reshape(g, product(moved, seen), new long[] {s, l}, 1, s, l));
      }
    }
    String all = places.size() == 1 ? places.get(0) : g.node("Concat", places, integer("axis", 0));
    return Sums.reshape(g, all, new long[] {places.size(), s, l}, height, width, s, l);
  }

  /** Where L has few channels: what all places of the kernel see of it as channels side by side, for one product. */
  private String sideBySide(long s, long l) {
    long height = window.size()[0];
    long width = window.size()[1];
    List<String> places = new ArrayList<>();
    for (long i = 0; i < height; i++) {
      Images rows = large.taken(g, 2, row(i), window.stride()[0], small.height());
      for (long j = 0; j < width; j++) {
        places.add(rows.taken(g, 3, column(j), window.stride()[1], small.width()).value());
      }
    }
    long[] shape = small.shape().clone();
    shape[joined ? 0 : 1] = height * width * l;
    String all = g.node("Concat", places, integer("axis", joined ? 0 : 1));
    String product = product(small, new Images(all, shape, new long[2]));
    return g.transpose(
        Sums.reshape(g, product, new long[] {s, height * width * l}, s, height, width, l), 1, 2, 0, 3);
  }

  /** The first row of L that the kernel's row sees. */
  private long row(long i) {
    return i * window.dilation()[0] - window.begin()[0] - large.zeros()[0];
  }

  private long column(long j) {
    return j * window.dilation()[1] - window.begin()[1] - large.zeros()[1];
  }

  /** The product of S and the transpose of L over images, rows and columns. */
  private String product(Images a, Images b) {
    long positions = a.height() * a.width();
    long[] first = a.shape();
    long[] second = b.shape();
    if (joined) {
      long length = first[1] * positions;
      return g.node("Gemm",
          List.of(
              Sums.reshape(g, a.value(), first, first[0], length),
              Sums.reshape(g, b.value(), second, second[0], length)),
          integer("transB", 1));
    }
    String left = Sums.reshape(g, a.value(), first, first[0], first[1], positions);
    String right = Sums.reshape(g, b.value(), second, second[0], second[1], positions);
    String each = g.node("MatMul", List.of(left, g.transpose(right, 0, 2, 1)));
    return Sums.over(g, each, type, new long[] {first[0], first[1], second[1]}, new boolean[] {true, false, false},
        new long[] {first[1], second[1]});
  }
}
