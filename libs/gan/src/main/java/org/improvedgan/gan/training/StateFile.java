package org.improvedgan.gan.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.improvedgan.gan.TrainingException;

/**
 * {@code state.bin}: all that a run needs to go on bit for bit. Big-endian: 8 bytes "IGANRUN\n", int version, then
 * experiment, settings, data fingerprint, epoch, metrics, sums and the arrays, and at the end the CRC-32 of all before.
 * Version 2 had no sums and fewer settings; it can be read too.
 */
public final class StateFile {
  private static final byte[] MAGIC = "IGANRUN\n".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 3;
  private static final int WITHOUT_SUMS = 2;
  private static final int CHECKSUM = Integer.BYTES;

  /**
   * What stands before the arrays.
   *
   * @param data fingerprint of the data that the run was trained on
   * @param epoch epochs finished
   * @param metrics of the last finished epoch
   * @param sums of the losses over the iterations of the epoch that is under way
   */
  public record Header(String experiment, Map<String, String> settings, long data, int epoch,
      Map<String, Double> metrics, Map<String, Double> sums) {}

  private StateFile() {}

  /** @throws TrainingException one sentence if there is more than an array can hold */
  public static byte[] write(Header header, GanState state) {
    byte[] head = head(header, state);
    long size = head.length + CHECKSUM;
    for (float[] array : state.arrays()) {
      size += Integer.BYTES + (long) array.length * Float.BYTES;
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new TrainingException("The state of this run would take " + size + " bytes, more than a checkpoint holds: "
          + "train smaller networks, or without historical averaging.");
    }
    // Written in place: the state of the largest networks is close to what memory holds once.
    ByteBuffer bytes = ByteBuffer.allocate((int) size).put(head);
    for (float[] array : state.arrays()) {
      bytes.putInt(array.length);
      bytes.asFloatBuffer().put(array);
      bytes.position(bytes.position() + array.length * Float.BYTES);
    }
    bytes.putInt(checksum(bytes.array(), bytes.position()));
    return bytes.array();
  }

  private static byte[] head(Header header, GanState state) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(header.experiment());
      out.writeInt(header.settings().size());
      for (var setting : header.settings().entrySet()) {
        out.writeUTF(setting.getKey());
        out.writeUTF(setting.getValue());
      }
      out.writeLong(header.data());
      out.writeInt(header.epoch());
      write(out, header.metrics());
      write(out, header.sums());
      out.writeLong(state.iteration);
      out.writeLong(state.generator.steps);
      out.writeLong(state.discriminator.steps);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Map<String, Double> numbers) throws IOException {
    out.writeInt(numbers.size());
    for (var number : numbers.entrySet()) {
      out.writeUTF(number.getKey());
      out.writeDouble(number.getValue());
    }
  }

  private static Map<String, Double> numbers(DataInputStream in) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      numbers.put(in.readUTF(), in.readDouble());
    }
    return numbers;
  }

  /** @throws TrainingException one sentence if these are not the bytes of a whole state of this version */
  public static Header readHeader(byte[] bytes) {
    try {
      return header(open(bytes), version(bytes));
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  /** Reads the arrays into a state of the networks that the header's settings describe. */
  public static void readInto(byte[] bytes, GanState state) {
    try {
      DataInputStream in = open(bytes);
      header(in, version(bytes));
      state.iteration = in.readLong();
      state.generator.steps = in.readLong();
      state.discriminator.steps = in.readLong();
      for (float[] array : state.arrays()) {
        if (in.readInt() != array.length) {
          throw new TrainingException(
              "The training state does not fit the networks of its own settings; train this run anew.");
        }
        ByteBuffer.wrap(in.readNBytes(array.length * Float.BYTES)).asFloatBuffer().get(array);
      }
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static Header header(DataInputStream in, int version) throws IOException {
    String experiment = in.readUTF();
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      settings.put(in.readUTF(), in.readUTF());
    }
    long data = in.readLong();
    int epoch = in.readInt();
    Map<String, Double> metrics = numbers(in);
    Map<String, Double> sums = version == WITHOUT_SUMS ? Map.of() : numbers(in);
    return new Header(experiment, settings, data, epoch, metrics, sums);
  }

  /** The content behind magic and version, after a check of the whole. */
  private static DataInputStream open(byte[] bytes) throws IOException {
    int start = MAGIC.length + Integer.BYTES;
    if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new TrainingException("These bytes are not a training state; give the state.bin of a checkpoint.");
    }
    if (bytes.length < start + CHECKSUM) {
      throw damaged(null);
    }
    int version = version(bytes);
    if (version != VERSION && version != WITHOUT_SUMS) {
      throw new TrainingException("The training state has version " + version + ", but this program reads versions "
          + WITHOUT_SUMS + " and " + VERSION + "; go on with the program that wrote it, or train anew.");
    }
    int length = bytes.length - CHECKSUM;
    if (ByteBuffer.wrap(bytes).getInt(length) != checksum(bytes, length)) {
      throw damaged(null);
    }
    return new DataInputStream(new ByteArrayInputStream(bytes, start, length - start));
  }

  private static int version(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(MAGIC.length);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static TrainingException damaged(IOException cause) {
    return new TrainingException("The training state is cut short or damaged; fetch the checkpoint again.", cause);
  }
}
