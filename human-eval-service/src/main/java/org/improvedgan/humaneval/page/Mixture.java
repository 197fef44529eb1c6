package org.improvedgan.humaneval.page;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.improvedgan.humaneval.source.GeneratedImages;
import org.improvedgan.humaneval.source.RealImages;
import org.improvedgan.images.Png;

/**
 * The images of one page. A fair coin of its own decides for each position whether a real or a generated image stands
 * there. So half of all images are generated, but the count on a page is binomial, and no answer about one image helps
 * with another.
 *
 * <p>There is a candidate of both kinds for every position, whatever the coin says: making a page takes the same work
 * for any mixture. Both kinds go through the same encoder, whose length depends on the shape alone.
 */
final class Mixture {
  private static final int TOKEN_BYTES = 16;

  private Mixture() {
  }

  /** One image, as it is stored and shown. */
  record MixedImage(int position, String token, byte[] png, boolean generated, long sourceIndex) {
  }

  /**
   * @param generated as many candidates as {@code real}, of the same shape
   * @throws IllegalArgumentException if numbers or shapes differ
   */
  static List<MixedImage> of(GeneratedImages generated, RealImages real, SecureRandom random) {
    var shape = real.images().shape();
    if (!shape.equals(generated.images().shape()) || generated.images().count() != real.images().count()) {
      throw new IllegalArgumentException("The generator's " + generated.images() + " cannot be mixed with the real "
          + real.images() + ".");
    }
    List<MixedImage> page = new ArrayList<>();
    for (var position = 0; position < real.images().count(); position++) {
      var fake = random.nextBoolean();
      var pixels = (fake ? generated.images() : real.images()).image(position);
      page.add(new MixedImage(position, token(random), Png.encodeUncompressed(shape, pixels), fake,
          fake ? position : real.indices()[position]));
    }
    return page;
  }

  private static String token(SecureRandom random) {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
