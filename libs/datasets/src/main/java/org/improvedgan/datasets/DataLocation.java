package org.improvedgan.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where data sets are looked for. A data folder that was named ({@code --data}, {@code GAN_DATA}) is the only place:
 * neither the cache nor the network stands in for what is missing there. Without one, data come from the cache, and
 * are downloaded into it first where that is allowed.
 *
 * @param data     folder with the user's own copies: {@code data/mnist/...} or the files directly in it
 * @param cache    folder for downloaded files and decoded image folders, made when needed
 * @param download whether missing files may be downloaded
 * @param progress hears of downloads and of images being decoded
 */
public record DataLocation(Optional<Path> data, Path cache, boolean download, DownloadProgress progress) {
  public DataLocation {
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(progress, "progress");
  }

  /**
   * {@code GAN_DATA} if set; the cache is {@code improved-gan} in {@code XDG_CACHE_HOME} or else in {@code ~/.cache};
   * downloads allowed, unheard.
   */
  public static DataLocation fromEnvironment() {
    return fromEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static DataLocation fromEnvironment(Map<String, String> environment, Path home) {
    Optional<Path> data = folder(environment.get("GAN_DATA"));
    Path caches = folder(environment.get("XDG_CACHE_HOME")).filter(Path::isAbsolute).orElse(home.resolve(".cache"));
    return new DataLocation(data, caches.resolve("improved-gan"), true, DownloadProgress.NONE);
  }

  /** The user's own folder, and nothing else. */
  public static DataLocation of(Path data) {
    return fromEnvironment().withData(data);
  }

  public DataLocation withData(Path folder) {
    return new DataLocation(Optional.of(folder), cache, download, progress);
  }

  public DataLocation withDownload(boolean allowed) {
    return new DataLocation(data, cache, allowed, progress);
  }

  public DataLocation withProgress(DownloadProgress listener) {
    return new DataLocation(data, cache, download, listener);
  }

  /**
   * Where the files of a data set may lie, the first to be looked at first: in the named data folder, {@code name} in
   * it or itself; without one, {@code name} in the cache.
   */
  public List<Path> folders(String name) {
    return data.map(named -> List.of(named.resolve(name), named)).orElseGet(() -> List.of(cache.resolve(name)));
  }

  private static Optional<Path> folder(String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank()).map(Path::of);
  }
}
