package org.improvedgan.cli.select;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.score.GeneratorSource;
import org.improvedgan.cli.score.ImageSource;
import org.improvedgan.cli.score.NpyFile;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;

/**
 * The images that were picked from a set.
 *
 * @param samples how many they were picked from: the first ones of the source
 * @param best indices, the best one first
 * @param contributions of every image of the set
 * @param classifier name of the classifier that judged
 * @param classifierSha256 its file's
 */
record Selection(ImageSource source, int samples, int[] best, double[] contributions, String classifier,
    String classifierSha256) {

  private static final String LIST = "selection.json";
  private static final String TABLE = "selection.csv";
  private static final String ARRAY = "images.npy";

  /**
   * Writes the images, the table and, when all else is there, {@code selection.json}.
   *
   * @param npy whether the images become one NumPy file in place of PNG files
   * @throws UserError if they differ in size and are to be one array, or the folder cannot be written
   */
  void write(Path folder, boolean npy) {
    try {
      Files.createDirectories(folder);
      if (npy) {
        NpyFile.write(folder.resolve(ARRAY), array());
      } else {
        for (int rank = 0; rank < best.length; rank++) {
          Files.write(folder.resolve(png(rank)), Png.encode(source.read(best[rank])));
        }
      }
      Files.writeString(folder.resolve(TABLE), table(npy));
      Files.write(folder.resolve(LIST),
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(fields(npy)));
    } catch (IOException e) {
      throw new UserError("The folder " + folder + " cannot be written: " + e.getMessage() + ".", e);
    }
  }

  private Images array() {
    List<Images> images = new ArrayList<>();
    for (int index : best) {
      Images one = source.read(index);
      ImageShape first = images.isEmpty() ? one.shape() : images.get(0).shape();
      if (one.shape().height() != first.height() || one.shape().width() != first.width()) {
        throw new UserError("The best images differ in size, " + first + " and " + one.shape()
            + ", and one array cannot hold both: leave out --npy.");
      }
      images.add(one);
    }
    return ImageSource.joined(images);
  }

  private Map<String, Object> fields(boolean npy) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("subject", source.name());
    fields.put("samples", samples);
    fields.put("selected", best.length);
    fields.put("classifier", classifier);
    fields.put("classifierSha256", classifierSha256);
    if (source instanceof GeneratorSource generator) {
      fields.put("generatorSha256", generator.sha256());
      fields.put("latent", generator.kind().name());
      fields.put("seed", generator.seed());
    }
    List<Map<String, Object>> images = new ArrayList<>();
    for (int rank = 0; rank < best.length; rank++) {
      Map<String, Object> image = new LinkedHashMap<>();
      image.put("index", best[rank]);
      image.put("contribution", contributions[best[rank]]);
      image.put("of", source.label(best[rank]));
      image.put("file", npy ? ARRAY : png(rank));
      images.add(image);
    }
    fields.put("images", images);
    return fields;
  }

  private String table(boolean npy) {
    StringBuilder text = new StringBuilder("rank,index,contribution,file\n");
    for (int rank = 0; rank < best.length; rank++) {
      text.append(rank + 1).append(',').append(best[rank]).append(',').append(contributions[best[rank]]).append(',')
          .append(npy ? ARRAY : png(rank)).append('\n');
    }
    return text.toString();
  }

  /** So that sorting by name sorts by rank. */
  private String png(int rank) {
    return ("%0" + Integer.toString(best.length).length() + "d-of-image-%d.png").formatted(rank + 1, best[rank]);
  }
}
