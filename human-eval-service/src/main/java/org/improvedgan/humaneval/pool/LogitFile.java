package org.improvedgan.humaneval.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A classifier's outputs, row by row, in a temporary file: of 50,000 images with Inception's 1008 classes they are
 * 200 MB, more than this service has memory for.
 */
final class LogitFile implements AutoCloseable {
  private final FileChannel channel;
  private final ByteBuffer row;
  private int rows;

  /** @param classes numbers of a row */
  LogitFile(int classes) {
    row = ByteBuffer.allocateDirect(classes * Float.BYTES);
    try {
      Path file = Files.createTempFile("human-eval-", ".logits");
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int rows() {
    return rows;
  }

  void add(float[] logits) {
    row.clear().asFloatBuffer().put(logits);
    move(rows++, channel::write);
  }

  float[] row(int index) {
    move(index, channel::read);
    var logits = new float[row.capacity() / Float.BYTES];
    row.clear().asFloatBuffer().get(logits);
    return logits;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads or writes at a place of the file. */
  @FunctionalInterface
  private interface Transfer {
    int move(ByteBuffer bytes, long position) throws IOException;
  }

  private void move(int index, Transfer transfer) {
    row.clear();
    var start = (long) index * row.capacity();
    try {
      while (row.hasRemaining()) {
        if (transfer.move(row, start + row.position()) < 0) {
          throw new IOException("The file of logits ends before row " + index + ".");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
