package org.improvedgan.images.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * What one panel of a chart shows.
 *
 * @param title a line above it
 * @param xLabel what goes to the right
 * @param yLabel what goes upwards
 * @param logarithmic whether equal distances upwards are equal ratios; numbers that are not positive are left out
 * @param equalAspect whether a unit is as long upwards as to the right, as in a map
 * @param lines what is drawn, in the order of the legend
 * @param levels dashed lines across
 * @param marks single points
 */
public record Panel(String title, String xLabel, String yLabel, boolean logarithmic, boolean equalAspect,
    List<Line> lines, List<Level> levels, List<Mark> marks) {

  /**
   * Points joined by straight lines.
   *
   * @param name for the legend
   * @param x positions to the right
   * @param y positions upwards, as many; where one is not a number the line is interrupted
   */
  public record Line(String name, double[] x, double[] y) {
    public Line {
      if (x.length != y.length) {
        throw new IllegalArgumentException(name + " has " + x.length + " x and " + y.length + " y.");
      }
    }
  }

  /** A number to compare with, such as the paper's. */
  public record Level(String name, double y) {}

  /** How a point is marked. */
  public enum Shape { DISC, RING, CROSS }

  /** A point with a name for the legend. */
  public record Mark(String name, double x, double y, Shape shape) {}

  public Panel {
    lines = List.copyOf(lines);
    levels = List.copyOf(levels);
    marks = List.copyOf(marks);
  }

  /** A panel without anything in it yet. */
  public static Panel of(String title, String xLabel, String yLabel) {
    return new Panel(title, xLabel, yLabel, false, false, List.of(), List.of(), List.of());
  }

  /** The same with a logarithmic y axis. */
  public Panel withLogarithmicY() {
    return new Panel(title, xLabel, yLabel, true, equalAspect, lines, levels, marks);
  }

  /** The same with both axes to one scale. */
  public Panel withEqualAspect() {
    return new Panel(title, xLabel, yLabel, logarithmic, true, lines, levels, marks);
  }

  /** The same with one more line. */
  public Panel with(Line line) {
    return new Panel(title, xLabel, yLabel, logarithmic, equalAspect, appended(lines, line), levels, marks);
  }

  /** The same with one more level. */
  public Panel with(Level level) {
    return new Panel(title, xLabel, yLabel, logarithmic, equalAspect, lines, appended(levels, level), marks);
  }

  /** The same with one more mark. */
  public Panel with(Mark mark) {
    return new Panel(title, xLabel, yLabel, logarithmic, equalAspect, lines, levels, appended(marks, mark));
  }

  private static <T> List<T> appended(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }
}
