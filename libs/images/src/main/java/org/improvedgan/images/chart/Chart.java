package org.improvedgan.images.chart;

import java.util.List;
import org.improvedgan.images.Images;

/** Panels side by side in one picture. */
public final class Chart {
  private Chart() {}

  /**
   * Draws the panels row by row from the upper left.
   *
   * @param columns panels in a row, at least 1
   * @param width pixels of one panel, labels included; at least 300
   * @param height the same downwards; at least 200
   * @return a batch of one image
   */
  public static Images of(List<Panel> panels, int columns, int width, int height) {
    if (panels.isEmpty() || columns < 1 || width < 300 || height < 200) {
      throw new IllegalArgumentException("A chart has at least a panel and a column, and panels of 300x200 pixels.");
    }
    int across = Math.min(columns, panels.size());
    int down = (panels.size() + across - 1) / across;
    Canvas canvas = new Canvas(across * width, down * height);
    for (int i = 0; i < panels.size(); i++) {
      int left = i % across * width;
      int top = i / across * height;
      new PanelPainter(canvas, panels.get(i), new Canvas.Clip(left, top, left + width, top + height)).paint();
    }
    return canvas.image();
  }
}
