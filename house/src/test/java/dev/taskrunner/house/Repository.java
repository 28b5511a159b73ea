package dev.taskrunner.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The checked-out repository: where it is and which Java files it holds. */
final class Repository {

    /** Modules that no user depends on, so neither the Javadoc nor the API budget holds there. */
    static final Set<String> UNPUBLISHED =
            Set.of("examples", "examples-kotlin", "house", "taskrunner-benchmarks", "conformance", "browser-tests");

    private Repository() {}

    /** The nearest folder upwards that holds the Maven wrapper. */
    static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder with mvnw above " + start);
    }

    /** Every Java file below a {@code src} folder of a module, in the order of their paths. */
    static List<SourceFile> sources() {
        Path root = root();
        try (Stream<Path> folders = Files.list(root)) {
            return folders.map(folder -> folder.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(Repository::javaFiles)
                    .map(file -> read(root, file))
                    .sorted((a, b) -> a.path().compareTo(b.path()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java") && Files.isRegularFile(file))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceFile read(Path root, Path file) {
        try {
            return new SourceFile(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
