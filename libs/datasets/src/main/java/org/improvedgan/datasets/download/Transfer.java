package org.improvedgan.datasets.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.improvedgan.datasets.DownloadProgress;

/** One address into one file by HTTP GET, from the start or from where the file ends (RFC 9110, section 14). */
record Transfer(HttpClient client, URI address, Path file, Duration patience, String name, DownloadProgress progress) {
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /**
   * Requests the rest of the file. A server that cannot resume sends the whole, which then replaces what was there; one
   * that has nothing beyond {@code from} leaves the file as it is.
   *
   * @param from length of the file so far
   * @throws IOException if the answer is not the file, or stops before its end; what has come stays
   */
  void run(long from) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    AtomicLong size = new AtomicLong(from);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int status = await(client.sendAsync(request.build(), info -> receive(info, channel, size)), size).statusCode();
      boolean complete = status == OK || from > 0 && (status == PARTIAL_CONTENT || status == RANGE_NOT_SATISFIABLE);
      if (!complete) {
        throw new IOException("the server answered with status " + status);
      }
    }
  }

  private BodySubscriber<Void> receive(ResponseInfo info, FileChannel channel, AtomicLong size) {
    if (info.statusCode() != OK && info.statusCode() != PARTIAL_CONTENT) {
      return BodySubscribers.discarding();
    }
    try {
      if (info.statusCode() == OK) {
        channel.truncate(0);
        size.set(0);
      } else {
        requireRange(info, size.get());
        channel.position(size.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long length = info.headers().firstValueAsLong("Content-Length").orElse(-1);
    long total = length < 0 ? -1 : size.get() + length;
    return BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(some -> {
      write(channel, some);
      progress.update(name, size.addAndGet(some.length), total);
    }));
  }

  private static void requireRange(ResponseInfo info, long from) throws IOException {
    String range = info.headers().firstValue("Content-Range").orElse("");
    if (!range.startsWith("bytes " + from + "-")) {
      throw new IOException("the server sent another part of the file than the one asked for");
    }
  }

  private static void write(FileChannel channel, byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end, as long as bytes keep coming. */
  private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> exchange, AtomicLong size) throws IOException {
    long seen = -1;
    while (true) {
      try {
        return exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (size.get() == seen) {
          exchange.cancel(true);
          throw new IOException("the server has stopped sending", e);
        }
        seen = size.get();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() instanceof UncheckedIOException unchecked ? unchecked.getCause() : e.getCause();
        throw cause instanceof IOException io ? io : new IOException(cause.getMessage(), cause);
      } catch (InterruptedException e) {
        exchange.cancel(true);
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }
}
