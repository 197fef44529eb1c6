package org.improvedgan.datasets;

/** Hears how a download goes on, for instance to draw a bar. */
@FunctionalInterface
public interface DownloadProgress {
  /** Hears nothing. */
  DownloadProgress NONE = (file, done, total) -> { };

  /**
   * Called after each piece, from one thread at a time. A resumed download begins with the bytes already there.
   *
   * @param file  its name, without folder
   * @param done  bytes so far
   * @param total bytes in all, or -1 if the server does not say
   */
  void update(String file, long done, long total);
}
