package org.improvedgan.cli.score;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * Images in a fixed order, from 0 on: a set that is scored. No more of them are in memory than were asked for, except
 * of a data set, which is loaded whole.
 */
public interface ImageSource extends AutoCloseable {

  /** As people read it. */
  String name();

  /** How many are taken unless another number is asked for. */
  int usual();

  /** How many there are. */
  int limit();

  /** Shape of the first image; the others of a folder may have another. */
  ImageShape shape();

  /** The images {@code from} to {@code from + count - 1}, which must be of one height and width. */
  Images range(int from, int count);

  /** Lower-case hexadecimal SHA-256 of all that the first {@code count} images follow from: sets with one are equal. */
  String digest(int count);

  /** The first {@code count} images, put together by height and width, each group in order. */
  default List<int[]> groups(int count) {
    return List.of(IntStream.range(0, count).toArray());
  }

  /** How messages name one image. */
  default String label(int index) {
    return "Image " + index + " of " + name();
  }

  /** What whoever reads the score should know about the first {@code count} images. */
  default List<String> warnings(int count) {
    return List.of();
  }

  /** The images with these indices, at least one, of one height and width, in this order. */
  default Images read(int... indices) {
    List<Images> stretches = new ArrayList<>();
    for (int from = 0; from < indices.length; ) {
      int to = from + 1;
      while (to < indices.length && indices[to] == indices[to - 1] + 1) {
        to++;
      }
      stretches.add(range(indices[from], to - from));
      from = to;
    }
    return stretches.size() == 1 ? stretches.get(0) : joined(stretches);
  }

  /** All of them; if any are in colour, grey ones become RGB. */
  static Images joined(List<Images> parts) {
    boolean colour = parts.stream().anyMatch(images -> images.shape().channels() == 3);
    return Images.concat(colour ? parts.stream().map(Images::toRgb).toList() : parts);
  }

  @Override
  default void close() {
  }
}
