package org.improvedgan.inference;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.improvedgan.inference.ModelException.Reason;

/**
 * A program of its own that loads and runs generators for {@link TrialProcess}, which may end it at any time. Reads
 * requests from standard input and answers on standard output, one by one; ends when its input does, even in the midst
 * of a run. Needs nothing but this library's classes and ONNX Runtime's.
 */
public final class TrialProgram {

  /** Says that the program runs and ONNX Runtime is loaded. */
  static final int READY = 42;
  static final int ACCEPTED = 0;
  static final int REFUSED = 1;
  private static final String WHAT = "The generator";

  /**
   * One trial.
   *
   * @param file the model, followed by what lets it give the taps
   * @param length bytes of the model itself
   * @param taps values that must be finite
   */
  record Request(Path file, long length, GeneratorTrial.Feed feed, List<String> taps) {

    void write(DataOutputStream out) throws IOException {
      writeText(out, file.toString());
      out.writeLong(length);
      writeText(out, feed.kind().name());
      out.writeInt(feed.latentSize());
      out.writeInt(feed.classes());
      out.writeInt(taps.size());
      for (String tap : taps) {
        writeText(out, tap);
      }
      out.flush();
    }

    static Request read(DataInputStream in) throws IOException {
      Path file = Path.of(readText(in));
      long length = in.readLong();
      GeneratorTrial.Feed feed = new GeneratorTrial.Feed(LatentKind.valueOf(readText(in)), in.readInt(), in.readInt());
      List<String> taps = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        taps.add(readText(in));
      }
      return new Request(file, length, feed, taps);
    }
  }

  private TrialProgram() {
  }

  /** Answers until the input ends. */
  public static void main(String[] args) throws IOException {
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    // What a library prints must not come between the answers.
    System.setOut(System.err);
    Sessions.environment();
    out.writeByte(READY);
    ExecutorService trials = Executors.newSingleThreadExecutor();
    try {
      while (true) {
        Request request = Request.read(in);
        trials.execute(() -> answer(request, out));
      }
    } catch (EOFException e) {
      deleteTemporaryFiles();
      // A run that is under way cannot be interrupted otherwise.
      Runtime.getRuntime().halt(0);
    }
  }

  private static void answer(Request request, DataOutputStream out) {
    try {
      try {
        tryOut(request);
        out.writeByte(ACCEPTED);
      } catch (ModelException e) {
        out.writeByte(REFUSED);
        writeText(out, e.reason().name());
        writeText(out, e.getMessage());
      } catch (OutOfMemoryError e) {
        out.writeByte(REFUSED);
        writeText(out, Reason.MEMORY.name());
        writeText(out, WHAT + " asks for more memory than it may take: " + e.getMessage() + ".");
      }
      out.flush();
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void tryOut(Request request) throws IOException {
    if (!request.taps().isEmpty()) {
      run(request, request.taps());
    }
    // Once more as it is, for the graph that will serve is optimised otherwise.
    try (RandomAccessFile file = new RandomAccessFile(request.file().toFile(), "rw")) {
      file.setLength(request.length());
    }
    run(request, List.of());
  }

  private static void run(Request request, List<String> outputs) {
    var session = Sessions.open(request.file(), 1, WHAT);
    try {
      TrialRun.run(session, request.feed(), outputs);
    } finally {
      Sessions.close(session);
    }
  }

  private static void deleteTemporaryFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.io.tmpdir")))) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
