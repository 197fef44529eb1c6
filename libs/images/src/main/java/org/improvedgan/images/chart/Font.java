package org.improvedgan.images.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Letters of 5 by 7 points and 2 below the line, drawn in {@code font.txt}: blocks of a line that names up to 16 of
 * them, six columns apart, and nine lines of {@code #} and {@code .} under it. A machine may have no fonts, or others
 * than the next one.
 */
final class Font {
  static final int WIDTH = 5;
  /** Of a capital, without what hangs below the line. */
  static final int HEIGHT = 7;
  private static final int ROWS = 9;
  /** From one letter to the next. */
  static final int ADVANCE = WIDTH + 1;

  private static final Map<Integer, boolean[]> GLYPHS = read();
  private static final boolean[] UNKNOWN = GLYPHS.get((int) '?');

  private Font() {}

  /** Points of the text's width; 0 of an empty one. */
  static int width(String text) {
    int letters = text.codePointCount(0, text.length());
    return Math.max(0, letters * ADVANCE - 1);
  }

  /** The letter's points, row by row; those of a question mark where it is not in the font. */
  static boolean[] glyph(int codePoint) {
    return GLYPHS.getOrDefault(codePoint, UNKNOWN);
  }

  /** Whether a letter is in the font. */
  static boolean has(int codePoint) {
    return GLYPHS.containsKey(codePoint);
  }

  private static Map<Integer, boolean[]> read() {
    List<String> lines;
    try (InputStream in = Font.class.getResourceAsStream("font.txt")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<Integer, boolean[]> glyphs = new HashMap<>();
    for (int block = 0; block + ROWS < lines.size(); block += ROWS + 1) {
      String names = lines.get(block);
      for (int column = 0; column < names.length(); column += ADVANCE) {
        boolean[] points = new boolean[WIDTH * ROWS];
        for (int i = 0; i < points.length; i++) {
          points[i] = lines.get(block + 1 + i / WIDTH).charAt(column + i % WIDTH) == '#';
        }
        glyphs.put((int) names.charAt(column), points);
      }
    }
    return glyphs;
  }
}
