package org.improvedgan.datasets;

/** Hears how a download goes on, or the decoding of a folder of images, for instance to draw a bar. */
@FunctionalInterface
public interface DownloadProgress {
  /** Hears nothing. */
  DownloadProgress NONE = (file, done, total) -> { };

  /**
   * Called after each piece, from one thread at a time. A resumed download begins with the bytes already there.
   *
   * @param file  name of the file without folder, or of the folder whose images are decoded
   * @param done  bytes, or images, so far
   * @param total bytes, or images, in all, or -1 if the server does not say
   */
  void update(String file, long done, long total);
}
