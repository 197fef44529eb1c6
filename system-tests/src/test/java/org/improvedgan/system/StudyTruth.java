package org.improvedgan.system;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** What only the database knows: which picture is generated, found by nothing but its pixels. */
final class StudyTruth {

  /** A picture's kind; gold pictures are easy and not counted. */
  record Kind(boolean generated, boolean gold) {
  }

  private final HumanStudySystem system;
  private final String study;
  private final Map<String, Kind> kinds = new HashMap<>();

  StudyTruth(HumanStudySystem system, String study) {
    this.system = system;
    this.study = study;
  }

  /** @param pixels all of a picture's gray values, as base64 */
  synchronized Kind of(String pixels) {
    if (!kinds.containsKey(pixels)) {
      read(); // a study draws more images when its raters have seen those that it has
    }
    Kind kind = kinds.get(pixels);
    if (kind == null) {
      throw new AssertionError("The page shows a picture that is not the study's.");
    }
    return kind;
  }

  private void read() {
    try (Connection database = system.database(); PreparedStatement query = database.prepareStatement(
        "SELECT png, generated, gold FROM stimulus JOIN pool USING (pool_id) WHERE study_id = ?")) {
      query.setString(1, study);
      ResultSet rows = query.executeQuery();
      while (rows.next()) {
        Kind kind = new Kind(rows.getBoolean("generated"), rows.getBoolean("gold"));
        if (!kind.equals(kinds.getOrDefault(pixels(rows.getBytes("png")), kind))) {
          throw new IllegalStateException("A real and a generated picture have the same pixels.");
        }
        kinds.put(pixels(rows.getBytes("png")), kind);
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pixels(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int[] values = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Base64.getEncoder().encodeToString(bytes);
  }
}
