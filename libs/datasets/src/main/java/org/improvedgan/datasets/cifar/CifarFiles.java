package org.improvedgan.datasets.cifar;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.download.TarEntries;

/** The files of CIFAR-10's binary version, unpacked in a folder or inside the published archive. */
sealed interface CifarFiles {
  String ARCHIVE = "cifar-10-binary.tar.gz";
  String FOLDER = "cifar-10-batches-bin";

  /** The official names, in the order of the images. */
  static List<String> names(Split split) {
    return split == Split.TEST ? List.of("test_batch.bin")
        : IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  }

  /** The first place with all of these files; an archive is taken to have them. */
  static Optional<CifarFiles> find(List<Path> folders, List<String> names) {
    for (Path folder : folders) {
      for (Path place : List.of(folder.resolve(FOLDER), folder)) {
        if (names.stream().allMatch(name -> Files.isRegularFile(place.resolve(name)))) {
          return Optional.of(new Unpacked(place));
        }
      }
      if (Files.isRegularFile(folder.resolve(ARCHIVE))) {
        return Optional.of(new Archive(folder.resolve(ARCHIVE)));
      }
    }
    return Optional.empty();
  }

  /**
   * Hands over the content of files, in any order.
   *
   * @throws DataException if one cannot be had
   */
  void read(List<String> names, Consumer consumer);

  /** Takes the content of one file. */
  interface Consumer {
    /**
     * Reads what it needs from {@code source}.
     *
     * @param index  of the file among the names asked for
     * @param origin the file, in the words of a message
     * @param bytes  how long it is
     */
    void accept(int index, String origin, long bytes, Source source) throws IOException;
  }

  /** Fills arrays with the bytes of a file, one after the other. */
  interface Source {
    void read(byte[] target) throws IOException;
  }

  /** @param folder the one that holds the files themselves */
  record Unpacked(Path folder) implements CifarFiles {
    @Override
    public void read(List<String> names, Consumer consumer) {
      for (int i = 0; i < names.size(); i++) {
        Path file = folder.resolve(names.get(i));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
          consumer.accept(i, file.toString(), Files.size(file), target -> {
            if (in.readNBytes(target, 0, target.length) < target.length) {
              throw new EOFException("it became shorter");
            }
          });
        } catch (IOException e) {
          throw new DataException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
      }
    }
  }

  /** @param file gzipped tar archive */
  record Archive(Path file) implements CifarFiles {
    @Override
    public void read(List<String> names, Consumer consumer) {
      try (InputStream raw = Files.newInputStream(file); InputStream in = new GZIPInputStream(raw, 1 << 16)) {
        TarEntries entries = new TarEntries(in);
        List<String> missing = new ArrayList<>(names);
        while (!missing.isEmpty()) {
          TarEntries.Entry entry = entries.next().orElseThrow(() -> new DataException(
              file + " has no " + missing.get(0) + "; delete it and get it again."));
          if (missing.remove(entry.fileName())) {
            consumer.accept(names.indexOf(entry.fileName()), entry.fileName() + " in " + file, entry.size(),
                entries::read);
          }
        }
      } catch (EOFException e) {
        throw new DataException(file + " is truncated; delete it and get it again.", e);
      } catch (ZipException e) {
        throw new DataException(
            file + " is not a sound gzip file (" + e.getMessage() + "); delete it and get it again.", e);
      } catch (IOException e) {
        throw new DataException(file + " cannot be read: " + e.getMessage() + ".", e);
      }
    }
  }
}
