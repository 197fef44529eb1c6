package org.improvedgan.cli.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.cli.score.FeatureCache.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {

  /** 84 bytes of header, 8 of checksum, and the rows. */
  private static final int FRAME = 92;

  @TempDir
  private Path folder;

  @Test
  void rowsComeBackBitForBit() throws IOException {
    FeatureCache cache = new FeatureCache(folder, 1 << 30);
    // More rows than one piece holds.
    Entry entry = new Entry("a".repeat(64), 3001, 3, 200);
    assertThat(cache.read(entry, (logits, features) -> { })).isFalse();
    keep(cache, entry);
    List<float[]> read = new ArrayList<>();
    assertThat(cache.read(entry, (logits, features) -> {
      read.add(logits);
      assertThat(features).hasSize(200);
      assertThat(features[199]).isEqualTo(logits[0] - 199);
    })).isTrue();
    assertThat(read).hasSize(3001);
    assertThat(read.get(3000)).containsExactly(3000.5f, 3001.5f, 3002.5f);
    assertThat(cache.read(new Entry("a".repeat(64), 3001, 2, 201), (logits, features) -> { })).isFalse();
    assertThat(cache.read(new Entry("b".repeat(64), 3001, 3, 200), (logits, features) -> { })).isFalse();
  }

  @Test
  void aFileThatIsNotSoundIsNotTaken() throws IOException {
    FeatureCache cache = new FeatureCache(folder, 1 << 30);
    Entry entry = new Entry("a".repeat(64), 5, 3, 0);
    keep(cache, entry);
    Path file = folder.resolve("a".repeat(64) + ".features");
    assertThat(file).hasSize(FRAME + 5 * 3 * 4);
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {0, 10, 90, bytes.length - 1}) {
      byte[] bent = bytes.clone();
      bent[at] ^= 1;
      Files.write(file, bent);
      assertThat(cache.read(entry, (logits, features) -> { })).as("byte %d", at).isFalse();
    }
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(cache.read(entry, (logits, features) -> { })).isFalse();
    keep(cache, entry);
    assertThat(cache.read(entry, (logits, features) -> { })).isTrue();
  }

  @Test
  void whatWasUsedLongestAgoGoesAtTheLimit() throws IOException {
    int bytes = FRAME + 5 * 3 * 4;
    FeatureCache cache = new FeatureCache(folder, 2 * bytes);
    Entry a = new Entry("a".repeat(64), 5, 3, 0);
    Entry b = new Entry("b".repeat(64), 5, 3, 0);
    Entry c = new Entry("c".repeat(64), 5, 3, 0);
    keep(cache, a);
    keep(cache, b);
    age(a, 20);
    age(b, 30);
    assertThat(cache.read(b, (logits, features) -> { })).isTrue();
    keep(cache, c);
    assertThat(cache.read(a, (logits, features) -> { })).isFalse();
    assertThat(cache.read(b, (logits, features) -> { })).isTrue();
    assertThat(cache.read(c, (logits, features) -> { })).isTrue();
    assertThat(cache.write(new Entry("d".repeat(64), 50, 3, 0))).isEmpty();
  }

  @Test
  void whatIsNotFinishedLeavesNothing() throws IOException {
    FeatureCache cache = new FeatureCache(folder, 1 << 30);
    try (FeatureCache.Writing writing = cache.write(new Entry("a".repeat(64), 5, 3, 0)).orElseThrow()) {
      writing.add(new float[3], new float[0]);
      assertThat(folder).isNotEmptyDirectory();
    }
    assertThat(folder).isEmptyDirectory();
  }

  private static void keep(FeatureCache cache, Entry entry) throws IOException {
    try (FeatureCache.Writing writing = cache.write(entry).orElseThrow()) {
      for (int i = 0; i < entry.images(); i++) {
        float[] features = new float[entry.width()];
        for (int k = 0; k < features.length; k++) {
          features[k] = i + 0.5f - k;
        }
        writing.add(new float[] {i + 0.5f, i + 1.5f, i + 2.5f}, features);
      }
      writing.finish();
    }
  }

  private void age(Entry entry, int hours) throws IOException {
    Files.setLastModifiedTime(folder.resolve(entry.key() + ".features"),
        FileTime.from(Instant.now().minusSeconds(3600L * hours)));
  }
}
