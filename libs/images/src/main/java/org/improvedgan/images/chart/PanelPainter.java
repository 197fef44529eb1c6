package org.improvedgan.images.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.improvedgan.images.chart.Panel.Level;
import org.improvedgan.images.chart.Panel.Line;
import org.improvedgan.images.chart.Panel.Mark;

/** Draws one panel: title, legend, and below them the plot with its axes. */
final class PanelPainter {
  /** Colours that the colour-blind tell apart too (Okabe and Ito). */
  private static final int[] COLOURS = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9};
  private static final int TEXT = 0x222222;
  private static final int GRID = 0xe4e4e4;
  private static final int FRAME = 0x888888;
  private static final int CROSS = 0xd55e00;
  private static final int LEVEL = 0x666666;
  private static final int SCALE = 2;
  private static final int LETTER = Font.HEIGHT * SCALE;
  private static final int GAP = 10;
  private static final int SAMPLE = 26;
  private static final double LINE_WIDTH = 2;
  private static final double DOT_RADIUS = 3.5;
  /** Lines of at most so many points show each of them. */
  private static final int DOTTED = 40;

  private final Canvas canvas;
  private final Panel panel;
  private final Canvas.Clip area;
  private Canvas.Clip plot;
  private Axis x;
  private Axis y;

  PanelPainter(Canvas canvas, Panel panel, Canvas.Clip area) {
    this.canvas = canvas;
    this.panel = panel;
    this.area = area;
  }

  void paint() {
    x = horizontal();
    y = Axis.of(values(Line::y, Mark::y, true), panel.logarithmic());
    canvas.text(area.left() + (area.right() - area.left() - width(panel.title())) / 2, area.top() + GAP,
        panel.title(), SCALE, TEXT);
    int top = legend(area.top() + 2 * GAP + LETTER);
    place(top);
    if (panel.equalAspect()) {
      equalise();
      // Other numbers upwards may have wider labels, and so leave less to the right.
      place(top);
      equalise();
    }
    axes();
    for (Level level : panel.levels()) {
      level(level);
    }
    for (int i = 0; i < panel.lines().size(); i++) {
      line(panel.lines().get(i), COLOURS[i % COLOURS.length]);
    }
    for (Mark mark : panel.marks()) {
      mark(mark, toRight(mark.x()), toDown(mark.y()), plot);
    }
  }

  private Axis horizontal() {
    List<Double> values = values(Line::x, Mark::x, false);
    if (panel.equalAspect()) {
      return Axis.of(values, false);
    }
    List<Double> shown = values.stream().filter(Double::isFinite).sorted().toList();
    return shown.isEmpty() ? Axis.exactly(0, 1) : Axis.exactly(Math.min(0, shown.get(0)), shown.get(shown.size() - 1));
  }

  private List<Double> values(java.util.function.Function<Line, double[]> ofLine, ToDoubleFunction<Mark> ofMark,
      boolean levels) {
    List<Double> values = new ArrayList<>();
    panel.lines().forEach(line -> Arrays.stream(ofLine.apply(line)).forEach(values::add));
    panel.marks().forEach(mark -> values.add(ofMark.applyAsDouble(mark)));
    if (levels) {
      panel.levels().forEach(level -> values.add(level.y()));
    }
    return values;
  }

  private void place(int top) {
    int letters = y.ticks().stream().mapToInt(tick -> Axis.label(tick).length()).max().orElse(1);
    plot = new Canvas.Clip(area.left() + 3 * GAP + LETTER + letters * Font.ADVANCE * SCALE, top,
        area.right() - 2 * GAP, area.bottom() - 4 * GAP - 2 * LETTER);
  }

  private void equalise() {
    double perPixelX = (x.high() - x.low()) / (plot.right() - plot.left());
    double perPixelY = (y.high() - y.low()) / (plot.bottom() - plot.top());
    x = x.stretched(Math.max(1, perPixelY / perPixelX));
    y = y.stretched(Math.max(1, perPixelX / perPixelY));
  }

  /** The names of lines and marks, in as many rows as they need; returns where the plot begins. */
  private int legend(int top) {
    int row = top;
    int at = area.left() + 2 * GAP;
    int colour = 0;
    List<Object> entries = Stream.concat(panel.lines().stream(), panel.marks().stream()).map(Object.class::cast)
        .toList();
    for (Object entry : entries) {
      String name = entry instanceof Line line ? line.name() : ((Mark) entry).name();
      int wide = SAMPLE + GAP + width(name) + 2 * GAP;
      if (at + wide > area.right() && at > area.left() + 2 * GAP) {
        at = area.left() + 2 * GAP;
        row += LETTER + GAP;
      }
      double middle = row + LETTER / 2.0 - 0.5;
      if (entry instanceof Mark mark) {
        mark(mark, at + SAMPLE / 2.0, middle, canvas.whole());
      } else {
        canvas.line(new double[] {at, at + SAMPLE}, new double[] {middle, middle}, 4,
            COLOURS[colour++ % COLOURS.length], canvas.whole());
      }
      canvas.text(at + SAMPLE + GAP, row, name, SCALE, TEXT);
      at += wide;
    }
    return entries.isEmpty() ? row : row + LETTER + GAP;
  }

  private void axes() {
    for (double tick : y.ticks()) {
      double at = toDown(tick);
      straight(plot.left(), at, plot.right(), at, 1, GRID);
      String label = Axis.label(tick);
      canvas.text(plot.left() - GAP - width(label), (int) Math.round(at) - LETTER / 2, label, SCALE, TEXT);
    }
    int free = 0;
    for (double tick : x.ticks()) {
      double at = toRight(tick);
      straight(at, plot.top(), at, plot.bottom(), 1, GRID);
      String label = Axis.label(tick);
      int left = (int) Math.min(Math.round(at) - width(label) / 2, area.right() - width(label) - 2);
      if (left >= free) {
        canvas.text(left, plot.bottom() + GAP, label, SCALE, TEXT);
        free = left + width(label) + 2 * GAP;
      }
    }
    straight(plot.left(), plot.top(), plot.left(), plot.bottom(), 1, FRAME);
    straight(plot.left(), plot.bottom(), plot.right(), plot.bottom(), 1, FRAME);
    canvas.text((plot.left() + plot.right() - width(panel.xLabel())) / 2, plot.bottom() + 2 * GAP + LETTER,
        panel.xLabel(), SCALE, TEXT);
    canvas.textUpwards(area.left() + GAP, (plot.top() + plot.bottom() + width(panel.yLabel())) / 2, panel.yLabel(),
        SCALE, TEXT);
  }

  private void level(Level level) {
    double at = toDown(level.y());
    if (!Double.isFinite(at)) {
      return;
    }
    for (int left = plot.left(); left < plot.right(); left += 14) {
      straight(left, at, Math.min(left + 8, plot.right()), at, 2, LEVEL);
    }
    int left = plot.right() - width(level.name()) - GAP;
    canvas.text(left, (int) Math.round(at) - LETTER - 5, level.name(), SCALE, LEVEL);
  }

  private void line(Line line, int colour) {
    double[] right = Arrays.stream(line.x()).map(this::toRight).toArray();
    double[] down = Arrays.stream(line.y()).map(this::toDown).toArray();
    canvas.line(right, down, LINE_WIDTH, colour, plot);
    if (right.length <= DOTTED) {
      for (int i = 0; i < right.length; i++) {
        if (Double.isFinite(right[i] + down[i])) {
          canvas.disc(right[i], down[i], DOT_RADIUS, colour, canvas.whole());
        }
      }
    }
  }

  private void mark(Mark mark, double right, double down, Canvas.Clip clip) {
    if (mark.shape() == Panel.Shape.CROSS) {
      canvas.line(new double[] {right - 7, right + 7}, new double[] {down - 7, down + 7}, 3, CROSS, clip);
      canvas.line(new double[] {right - 7, right + 7}, new double[] {down + 7, down - 7}, 3, CROSS, clip);
      return;
    }
    canvas.disc(right, down, 7, TEXT, clip);
    if (mark.shape() == Panel.Shape.RING) {
      canvas.disc(right, down, 4.5, 0xffffff, clip);
    }
  }

  private void straight(double x0, double y0, double x1, double y1, double width, int colour) {
    canvas.line(new double[] {Math.round(x0), Math.round(x1)}, new double[] {Math.round(y0), Math.round(y1)}, width,
        colour, new Canvas.Clip((int) Math.min(x0, x1) - 2, (int) Math.min(y0, y1) - 2, (int) Math.max(x0, x1) + 3,
            (int) Math.max(y0, y1) + 3));
  }

  private double toRight(double value) {
    return plot.left() + x.position(value) * (plot.right() - plot.left());
  }

  private double toDown(double value) {
    return plot.bottom() - y.position(value) * (plot.bottom() - plot.top());
  }

  private static int width(String text) {
    return Font.width(text) * SCALE;
  }
}
