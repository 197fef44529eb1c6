package org.improvedgan.cli.score;

import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/** Images in memory, in their order: a data set's, or one image. */
record StoredSource(String name, Images images) implements ImageSource {

  @Override
  public int usual() {
    return images.count();
  }

  @Override
  public int limit() {
    return images.count();
  }

  @Override
  public ImageShape shape() {
    return images.shape();
  }

  @Override
  public Images range(int from, int count) {
    return images.slice(from, from + count);
  }

  @Override
  public String digest(int count) {
    return Digests.ofPixels(this, count);
  }
}
