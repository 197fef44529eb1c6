package org.improvedgan.evaluator.sampler;

import java.util.function.Consumer;
import org.improvedgan.evaluator.sampler.SamplerException.Reason;
import org.improvedgan.sampler.v1.SampleResponse;

/** Keeps account of the images of one sample, over as many calls as it takes, and refuses what does not fit. */
final class SampleStream {

  private final String checkpoint;
  private final String generatorSha256;
  private final long first;
  private final int count;
  private final Consumer<SampleResponse> images;
  private int received;

  SampleStream(String checkpoint, String generatorSha256, long first, int count, Consumer<SampleResponse> images) {
    this.checkpoint = checkpoint;
    this.generatorSha256 = generatorSha256;
    this.first = first;
    this.count = count;
    this.images = images;
  }

  /** Images that have come. */
  int received() {
    return received;
  }

  /** Index of the image that is due. */
  long next() {
    return first + received;
  }

  int missing() {
    return count - received;
  }

  boolean complete() {
    return received == count;
  }

  void accept(SampleResponse message) {
    if (!message.getGeneratorSha256().equals(generatorSha256)) {
      throw refused("samples a generator with SHA-256 " + message.getGeneratorSha256()
          + ", but the checkpoint's manifest names " + generatorSha256);
    }
    if (message.getFirstIndex() != next() || message.getCount() < 1 || message.getCount() > missing()) {
      throw refused("sent images " + message.getFirstIndex() + " to "
          + (message.getFirstIndex() + message.getCount() - 1) + " where image " + next() + " was due and " + missing()
          + " were missing");
    }
    long bytes = (long) message.getCount() * message.getHeight() * message.getWidth() * message.getChannels();
    if (bytes < 1 || message.getPixels().size() != bytes) {
      throw refused("sent " + message.getPixels().size() + " bytes for " + message.getCount() + " images of "
          + message.getHeight() + "x" + message.getWidth() + "x" + message.getChannels());
    }
    images.accept(message);
    received += message.getCount();
  }

  /** A call that ends well must have brought something, or asking again would go on for ever. */
  void requireProgressSince(int before) {
    if (received == before) {
      throw refused("ended the stream without an image");
    }
  }

  private SamplerException refused(String what) {
    return new SamplerException(Reason.REFUSED, "The sampler " + what + " (checkpoint " + checkpoint + ").");
  }
}
