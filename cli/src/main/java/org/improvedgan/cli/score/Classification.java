package org.improvedgan.cli.score;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.improvedgan.cli.OnnxRuntime;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.ClassifierInput;
import org.improvedgan.inference.OnnxClassifier;

/**
 * Runs sets of images through a classifier, or takes what it gave for the same set before from the cache. Images are
 * read a few batches at a time, so memory does not grow with their number; only a set of several sizes, which is run
 * size by size, has its outputs kept until they can be given in order.
 */
public final class Classification {

  /** Raised when the same images give other rows than before. */
  private static final int VERSION = 1;
  /** Batches of the classifier that are read at a time: enough to waste no time, few enough to see progress. */
  private static final int BATCHES = 4;
  private static final int PIECE_BYTES = 64 << 20;
  private static final float[] NONE = {};

  private final OnnxClassifier classifier;
  private final int threads;
  private final Optional<FeatureCache> cache;
  private final Terminal terminal;

  /**
   * @param threads that the classifier was loaded with; they may change the last bits of its outputs
   * @param cache where outputs are looked for and kept, if anywhere
   */
  Classification(OnnxClassifier classifier, int threads, Optional<FeatureCache> cache, Terminal terminal) {
    this.classifier = classifier;
    this.threads = threads;
    this.cache = cache;
    this.terminal = terminal;
  }

  /**
   * Gives the outputs for the first {@code count} images.
   *
   * @return whether they came from the cache
   * @throws UserError if an image is broken or of a shape that the classifier does not read, or an output not finite
   */
  public boolean run(ImageSource source, int count, OutputRows rows) {
    source.warnings(count).forEach(terminal::line);
    if (cache.isEmpty()) {
      compute(source, count, rows);
      return false;
    }
    FeatureCache.Entry entry = new FeatureCache.Entry(key(source, count), count, classifier.classes(), width());
    if (cache.get().read(entry, rows)) {
      return true;
    }
    keep(source, rows, entry);
    return false;
  }

  private String key(ImageSource source, int count) {
    return Digests.sha256(String.join("\n", "version " + VERSION, source.digest(count),
        classifier.manifest().format(), "threads " + threads, OnnxRuntime.environment().getVersion()));
  }

  private int width() {
    return classifier.manifest().features().map(features -> features.width()).orElse(0);
  }

  /** Computes and keeps; what cannot be kept is said once, and computed all the same. */
  private void keep(ImageSource source, OutputRows rows, FeatureCache.Entry entry) {
    try (FeatureCache.Writing kept = writing(entry)) {
      if (kept == null) {
        compute(source, entry.images(), rows);
        return;
      }
      compute(source, entry.images(), (logits, features) -> {
        rows.add(logits, features);
        kept.add(logits, features);
      });
      kept.finish();
    } catch (IOException e) {
      complain(e);
    }
  }

  /** Null where nothing can be kept. */
  private FeatureCache.Writing writing(FeatureCache.Entry entry) {
    try {
      return cache.orElseThrow().write(entry).orElse(null);
    } catch (IOException e) {
      complain(e);
      return null;
    }
  }

  private void complain(IOException e) {
    terminal.line("What the classifier gives cannot be kept for the next time (" + e.getClass().getSimpleName() + ": "
        + e.getMessage() + "): name another folder with --cache.");
  }

  private void compute(ImageSource source, int count, OutputRows rows) {
    List<int[]> groups = source.groups(count);
    groups.forEach(group -> requireReadable(source, group[0]));
    boolean inOrder = groups.size() == 1;
    OnnxClassifier.Outputs all = inOrder ? null : new OnnxClassifier.Outputs(new float[count][], new float[count][]);
    ProgressBar bar = new ProgressBar(terminal, "Scoring");
    int done = 0;
    try {
      bar.update(0, count, source.name());
      for (int[] group : groups) {
        int piece = piece(source.read(group[0]).shape());
        for (int from = 0; from < group.length; from += piece) {
          int[] indices = Arrays.copyOfRange(group, from, Math.min(group.length, from + piece));
          OnnxClassifier.Outputs outputs = classifier.run(adapted(source, indices));
          for (int i = 0; i < indices.length; i++) {
            float[] logits = finite(outputs.logits()[i], source, indices[i]);
            float[] features = outputs.features() == null ? NONE : finite(outputs.features()[i], source, indices[i]);
            if (inOrder) {
              rows.add(logits, features);
            } else {
              all.logits()[indices[i]] = logits;
              all.features()[indices[i]] = features;
            }
          }
          done += indices.length;
          bar.update(done, count, source.name());
        }
      }
    } finally {
      bar.close();
    }
    for (int i = 0; !inOrder && i < count; i++) {
      rows.add(all.logits()[i], all.features()[i]);
    }
  }

  /** How many images of this shape are read at a time: whole batches. */
  private int piece(ImageShape shape) {
    int batch = classifier.manifest().batch();
    return batch * (int) Math.max(1, Math.min(BATCHES, PIECE_BYTES / ((long) batch * shape.size())));
  }

  private void requireReadable(ImageSource source, int first) {
    ClassifierInput input = classifier.manifest().input();
    if (input.size().isPresent()) {
      ImageShape shape = source.read(first).shape();
      if (!input.reads(new ImageShape(shape.height(), shape.width(), input.channels()))) {
        throw refuse(source, first, shape);
      }
    }
  }

  /** In the channels that the classifier reads: grey images become RGB with three equal ones. */
  private Images adapted(ImageSource source, int[] indices) {
    Images images = source.read(indices);
    int channels = classifier.manifest().input().channels();
    if (images.shape().channels() > channels) {
      int colour = Arrays.stream(indices).filter(i -> source.read(i).shape().channels() > channels).findFirst()
          .orElse(indices[0]);
      throw refuse(source, colour, images.shape());
    }
    return channels == 3 ? images.toRgb() : images;
  }

  private UserError refuse(ImageSource source, int index, ImageShape shape) {
    return new UserError(source.label(index) + " is " + shape + ", and the classifier " + classifier.name() + " reads "
        + classifier.manifest().input().described() + ": name another classifier with --classifier.");
  }

  private float[] finite(float[] row, ImageSource source, int index) {
    for (float value : row) {
      if (!Float.isFinite(value)) {
        throw new UserError("The classifier " + classifier.name() + " gives " + value + " for " + decapitalised(source,
            index) + ", so there is no score: check the classifier's manifest (range, mean, deviation) and its file.");
      }
    }
    return row;
  }

  private static String decapitalised(ImageSource source, int index) {
    return source.label(index).replaceFirst("^Image ", "image ");
  }
}
