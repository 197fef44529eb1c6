package org.improvedgan.datasets;

import org.improvedgan.images.ImageShape;

/** A data set that can be asked for by name. A new one is one class, listed in {@link Datasets}. */
public interface Dataset {
  /** As users write it, such as {@code mnist}. */
  String name();

  /** Of every image. */
  ImageShape shape();

  /** Number of classes; labels are 0 to {@code classes() - 1}. */
  int classes();

  /** Whether {@link #load} can do without network; looks only whether files are there, not into them. */
  boolean available(DataLocation where);

  /** @throws DataException if it cannot be found, downloaded or read */
  LabelledImages load(Split split, DataLocation where);
}
