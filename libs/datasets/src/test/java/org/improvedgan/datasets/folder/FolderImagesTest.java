package org.improvedgan.datasets.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.DownloadProgress;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Png;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderImagesTest {
  @TempDir
  private Path folder;

  private final List<Long> decoded = Collections.synchronizedList(new ArrayList<>());

  private DataLocation own() {
    return new DataLocation(
        Optional.of(folder.resolve("data")), folder.resolve("cache"), false, (name, done, total) -> decoded.add(done));
  }

  /** An even grey image of 3x2 pixels. */
  private Path grey(String name, int value) throws IOException {
    Path file = folder.resolve("data").resolve(name);
    Files.createDirectories(file.getParent());
    byte[] pixels = new byte[6];
    Arrays.fill(pixels, (byte) value);
    return Files.write(file, Png.encode(new ImageShape(2, 3, 1), pixels));
  }

  private LabelledImages load(String name, Split split) {
    return Datasets.load(name, split, own());
  }

  private static List<Integer> firstValues(LabelledImages examples) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < examples.count(); i++) {
      values.add(examples.images().image(i)[0] & 0xff);
    }
    return values;
  }

  private void assertRefused(String name, Split split, String... inMessage) {
    assertThatThrownBy(() -> load(name, split))
        .isInstanceOf(DataException.class).hasMessageContainingAll(inMessage)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").endsWith("."));
  }

  @Test
  void labelsImagesByTheSortedNamesOfTheirFolders() throws IOException {
    grey("set/train/b/1.png", 20);
    grey("set/train/a/images/2.JPEG", 11);
    grey("set/train/a/1.jpg", 10);
    grey("set/train/.hidden/1.png", 99);
    Files.writeString(folder.resolve("data/set/train/a/words.txt"), "no image");
    grey("set/val/b/9.png", 29);
    grey("set/test/c/9.png", 39);

    LabelledImages train = load("folder:set@4", Split.TRAIN);
    assertThat(train.dataset()).isEqualTo("folder:set@4");
    assertThat(train.images().shape()).isEqualTo(new ImageShape(4, 4, 3));
    assertThat(train.classes()).isEqualTo(2);
    assertThat(train.labels()).containsExactly(0, 0, 1);
    assertThat(firstValues(train)).containsExactly(10, 11, 20);
    LabelledImages test = load("folder:set@4", Split.TEST);
    assertThat(test.classes()).isEqualTo(2);
    assertThat(test.labels()).containsExactly(1);
    assertThat(test.images().pixels()).containsOnly(29);
  }

  @Test
  void readsImageNetWithAndWithoutItsValidationImages() throws IOException {
    assertThat(Datasets.available("imagenet128", own())).isFalse();
    assertRefused("imagenet128", Split.TRAIN, "The data folder " + folder.resolve("data") + " does not exist");
    grey("imagenet/train/n01/a.JPEG", 1);
    grey("imagenet/train/n01/b.JPEG", 2);
    assertThat(Datasets.available("imagenet128", own())).isTrue();
    assertThat(firstValues(load("imagenet128", Split.TRAIN))).containsExactly(2);
    assertThat(firstValues(load("imagenet128", Split.TEST))).containsExactly(1);

    grey("imagenet/val/n01/c.JPEG", 3);
    assertThat(firstValues(load("imagenet128", Split.TRAIN))).containsExactly(1, 2);
    LabelledImages test = load("imagenet128", Split.TEST);
    assertThat(firstValues(test)).containsExactly(3);
    assertThat(test.dataset()).isEqualTo("imagenet128");
    assertThat(test.images().shape()).isEqualTo(new ImageShape(128, 128, 3));
  }

  @Test
  void holdsBackEvery50thImageOfEachClass() throws IOException {
    for (int i = 0; i < 101; i++) {
      grey("set/a/%03d.png".formatted(i), i);
    }
    grey("set/b/0.png", 200);
    grey("set/b/1.png", 201);
    grey("set/c/0.png", 210);
    LabelledImages train = load("folder:set@1", Split.TRAIN);
    LabelledImages test = load("folder:set@1", Split.TEST);
    assertThat(firstValues(test)).containsExactly(0, 50, 100, 200);
    assertThat(test.labels()).containsExactly(0, 0, 0, 1);
    assertThat(firstValues(train)).hasSize(100).contains(1, 49, 51, 99, 201, 210).doesNotContain(0, 50, 100, 200);
    assertThat(train.classes()).isEqualTo(3);
    assertThat(test.classes()).isEqualTo(3);
  }

  @Test
  void takesImagesWithoutSubfoldersForOneClass() throws IOException {
    grey(".set/1.png", 1);
    grey(".set/2.png", 2);
    // The last @ separates; an absolute path needs no data folder.
    Files.createDirectories(folder.resolve("data/a@b"));
    grey("a@b/1.png", 3);
    grey("a@b/2.png", 4);
    LabelledImages train = load("folder:.set@2", Split.TRAIN);
    assertThat(train.classes()).isEqualTo(1);
    assertThat(train.labels()).containsExactly(0);
    assertThat(firstValues(train)).containsExactly(2);
    String absolute = "folder:" + folder.resolve("data/a@b") + "@2";
    DataLocation without = new DataLocation(Optional.empty(), folder.resolve("cache"), false, DownloadProgress.NONE);
    assertThat(Datasets.available(absolute, without)).isTrue();
    assertThat(firstValues(Datasets.load(absolute, Split.TEST, without))).containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder:", "folder:a", "folder:@32", "folder:a@", "folder:a@0", "folder:a@1025", "folder:a@x",
      "folder:a@-1", "folder:/@32", "folder:a\0b@32", "folder:a@99999"})
  void refusesOtherNames(String name) {
    assertThatThrownBy(() -> Datasets.named(name)).isInstanceOf(DataException.class).hasMessage("\"" + name
        + "\" does not name a folder of images: write folder:PATH@SIZE, such as folder:faces@64, where SIZE is 1 to "
        + "1024 pixels.");
  }

  @Test
  void refusesFoldersThatAreMissingOrEmpty() throws IOException {
    Files.createDirectories(folder.resolve("data/set/a"));
    assertThat(Datasets.available("folder:set@8", own())).isFalse();
    assertRefused("folder:set@8", Split.TRAIN, folder.resolve("data/set") + " has no PNG or JPEG file for the train");
    grey("set/a/1.png", 1);
    assertRefused("folder:set@8", Split.TEST, folder.resolve("data/set") + " has no PNG or JPEG file for the test");
    assertRefused("folder:none@8", Split.TRAIN, "There is no folder " + folder.resolve("data/none")
        + " for folder:none@8: put images there");
    assertRefused("imagenet128", Split.TRAIN, "There is no folder " + folder.resolve("data/imagenet")
        + " for imagenet128: put images there, such as train/CLASS/IMAGE.JPEG");
    DataLocation without = new DataLocation(Optional.empty(), folder, false, DownloadProgress.NONE);
    assertThat(Datasets.available("folder:set@8", without)).isFalse();
    assertThatThrownBy(() -> Datasets.load("folder:set@8", Split.TRAIN, without)).isInstanceOf(DataException.class)
        .hasMessage("The path in folder:set@8 is relative to the data folder; name one with --data or GAN_DATA, or "
            + "write an absolute path.");
  }

  @Test
  void refusesSplitsThatContradict() throws IOException {
    grey("set/val/a/1.png", 1);
    assertRefused("folder:set@8", Split.TEST, "has val but no train; name the folder "
        + folder.resolve("data/set/val") + " itself to have every 50th image for the test");
    grey("set/train/b/1.png", 1);
    assertRefused("folder:set@8", Split.TEST, folder.resolve("data/set/val") + " has a, which is no class of train");
    grey("flat/train/a/1.png", 1);
    grey("flat/val/1.png", 1);
    assertRefused("folder:flat@8", Split.TEST, folder.resolve("data/flat/val") + " has no class folders");
    grey("mixed/a/1.png", 1);
    grey("mixed/1.png", 1);
    assertRefused("folder:mixed@8", Split.TRAIN, folder.resolve("data/mixed") + " holds 1.png beside subfolders");
  }

  @Test
  void namesABrokenImage() throws IOException {
    for (int i = 0; i < 10; i++) {
      grey("set/" + i + ".png", i);
    }
    Path broken = Files.writeString(folder.resolve("data/set/7.png"), "no image");
    assertRefused("folder:set@8", Split.TRAIN, broken + " is not an image that can be read here");
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  /** 1024 x 1024 x 3 bytes: one array holds 682 of these. */
  @Test
  void refusesMoreThanOneArrayHolds() throws IOException {
    for (int i = 0; i < 700; i++) {
      grey("set/%03d.png".formatted(i), 0);
    }
    assertRefused("folder:set@1024", Split.TRAIN, "The train split of folder:set@1024 has 686 images of 1024x1024x3, "
        + "of which at most 682 fit into memory at once; leave fewer images or classes in "
        + folder.resolve("data/set") + ", or name a smaller SIZE");
    assertThat(decoded).isEmpty();
  }

  private Path cacheFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache/folders"))) {
      List<Path> visible = files.filter(file -> !file.getFileName().toString().equals(".lock")).toList();
      assertThat(visible).hasSize(1);
      return visible.get(0);
    }
  }

  @Test
  void decodesOnceAndTellsHowFarItIs() throws IOException {
    grey("set/0.png", 5);
    grey("set/1.png", 6);
    grey("set/2.png", 7);
    LabelledImages first = load("folder:set@8", Split.TRAIN);
    assertThat(decoded).containsExactly(1L, 2L);
    assertThat(cacheFile().getFileName().toString()).startsWith("set-8-train-").endsWith(".pixels");
    assertThat(load("folder:set@8", Split.TRAIN)).isEqualTo(first);
    assertThat(decoded).hasSize(2);
  }

  @Test
  void decodesAnewWhatHasChanged() throws IOException {
    grey("set/0.png", 5);
    Path changing = grey("set/1.png", 6);
    assertThat(firstValues(load("folder:set@8", Split.TRAIN))).containsExactly(6);
    grey("set/1.png", 9);
    Files.setLastModifiedTime(changing, FileTime.fromMillis(1_000_000));
    assertThat(firstValues(load("folder:set@8", Split.TRAIN))).containsExactly(9);
    Files.move(changing, changing.resolveSibling("2.png"));
    assertThat(firstValues(load("folder:set@8", Split.TRAIN))).containsExactly(9);
    assertThat(decoded).hasSize(3);
    cacheFile();
  }

  @Test
  void decodesAnewWhatIsBrokenInTheCache() throws IOException {
    grey("set/0.png", 5);
    grey("set/1.png", 6);
    LabelledImages first = load("folder:set@8", Split.TRAIN);
    byte[] sound = Files.readAllBytes(cacheFile());
    assertThat(sound).hasSize(8 + 32 + 8 + 192 + 8);
    int expected = 1;
    for (int at : new int[] {0, 20, 47, 100, 247}) {
      byte[] broken = sound.clone();
      broken[at] ^= 1;
      Files.write(cacheFile(), broken);
      assertThat(load("folder:set@8", Split.TRAIN)).isEqualTo(first);
      assertThat(decoded).hasSize(++expected);
      assertThat(cacheFile()).hasBinaryContent(sound);
    }
    Files.write(cacheFile(), Arrays.copyOf(sound, 200));
    assertThat(load("folder:set@8", Split.TRAIN)).isEqualTo(first);
    assertThat(cacheFile()).hasBinaryContent(sound);
  }

  @Test
  void doesWithoutACacheThatCannotBeWritten() throws IOException {
    grey("set/0.png", 5);
    grey("set/1.png", 6);
    Files.writeString(folder.resolve("cache"), "a file in the way");
    assertThat(firstValues(load("folder:set@8", Split.TRAIN))).containsExactly(6);
  }
}
