package org.improvedgan.datasets.drawn;

import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.List;
import java.util.function.UnaryOperator;

/** One movement of the pen through at least two points. */
record Stroke(List<Point> points) {
  /** @param sharp whether the pen may change its direction abruptly here */
  record Point(Point2D at, boolean sharp) {
  }

  Stroke map(UnaryOperator<Point2D> change) {
    return new Stroke(points.stream().map(point -> new Point(change.apply(point.at()), point.sharp())).toList());
  }

  /** The curve through all points: a Catmull-Rom spline between sharp ones, as cubic Bézier segments. */
  void appendTo(Path2D path) {
    Point2D first = at(0);
    path.moveTo(first.getX(), first.getY());
    for (int i = 0; i + 1 < points.size(); i++) {
      Point2D from = at(i);
      Point2D to = at(i + 1);
      Point2D before = i == 0 || points.get(i).sharp() ? from : at(i - 1);
      Point2D after = i + 2 == points.size() || points.get(i + 1).sharp() ? to : at(i + 2);
      path.curveTo(
          from.getX() + (to.getX() - before.getX()) / 6, from.getY() + (to.getY() - before.getY()) / 6,
          to.getX() - (after.getX() - from.getX()) / 6, to.getY() - (after.getY() - from.getY()) / 6,
          to.getX(), to.getY());
    }
  }

  private Point2D at(int i) {
    return points.get(i).at();
  }
}
