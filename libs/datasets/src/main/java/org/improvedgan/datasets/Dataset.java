package org.improvedgan.datasets;

/**
 * A data set that can be asked for by name. A new one is one class, listed in {@link Datasets}. The shape of its images
 * and the number of its classes are those of what was loaded: of a folder of images only the disk knows them.
 */
public interface Dataset {
  /** As users write it, such as {@code mnist}. */
  String name();

  /** Whether {@link #load} can do without network; looks only whether files are there, not into them. */
  boolean available(DataLocation where);

  /** Whether {@link #load} can download it. */
  boolean downloadable();

  /** @throws DataException if it cannot be found, downloaded or read */
  LabelledImages load(Split split, DataLocation where);
}
