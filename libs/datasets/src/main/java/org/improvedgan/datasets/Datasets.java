package org.improvedgan.datasets;

import java.util.List;
import org.improvedgan.datasets.cifar.Cifar10;
import org.improvedgan.datasets.drawn.DrawnDigits;
import org.improvedgan.datasets.folder.FolderImages;
import org.improvedgan.datasets.mnist.Mnist;
import org.improvedgan.datasets.svhn.Svhn;

/** Every data set: those known by name, and any folder of images as {@code folder:PATH@SIZE}. */
public final class Datasets {
  private static final List<Dataset> ALL = List.of(new Mnist(), new Cifar10(), Svhn.standard(),
      Svhn.withExtra(), FolderImages.imageNet128(), new DrawnDigits());

  private Datasets() {
  }

  /** The fixed names, in the order for users to read. */
  public static List<String> names() {
    return ALL.stream().map(Dataset::name).toList();
  }

  /**
   * The data set of a fixed name, or the folder that {@code folder:PATH@SIZE} names.
   *
   * @throws DataException if there is no data set of this name
   */
  public static Dataset named(String name) {
    if (FolderImages.isName(name)) {
      return FolderImages.named(name);
    }
    return ALL.stream().filter(dataset -> dataset.name().equals(name)).findFirst()
        .orElseThrow(() -> new DataException(
            "There is no data set \"" + name + "\"; choose one of " + String.join(", ", names()) + ", or "
                + FolderImages.FORM + "."));
  }

  /**
   * Loads one split, downloading it first where {@code where} asks for that.
   *
   * @throws DataException if the name is unknown, or the data cannot be found, downloaded or read
   */
  public static LabelledImages load(String name, Split split, DataLocation where) {
    return named(name).load(split, where);
  }

  /**
   * Whether both splits are present without network: in the data folder, or else in the cache.
   *
   * @throws DataException if the name is unknown
   */
  public static boolean available(String name, DataLocation where) {
    return named(name).available(where);
  }
}
