package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileIndexTest {
    private final FileIndex index = new FileIndex();

    private void put(String... paths) {
        for (String path : paths) {
            index.put(new StoredFile(path, 1, Instant.EPOCH, Instant.EPOCH, 1));
        }
    }

    private List<String> names(String folder) {
        return index.list(folder).stream().map(FileIndexTest::name).toList();
    }

    private static String name(JsonFields entry) {
        return entry.string("name") + (Boolean.TRUE.equals(entry.bool("is_folder")) ? "/" : "");
    }

    @Test
    @DisplayName("Names that sort around the slash do not tear a folder apart")
    void aroundSlash() {
        put("a", "b-1", "b.txt", "b/x", "b/y", "b0", "b/c/d", "b c", "ba/x");
        assertThat(names("")).containsExactlyInAnyOrder("a", "b-1", "b.txt", "b/", "b0", "b c", "ba/");
        assertThat(names("b")).containsExactly("c/", "x", "y");
        assertThat(index.under("b")).extracting(StoredFile::path).containsExactly("b/c/d", "b/x", "b/y");
        assertThat(index.size()).isEqualTo(9);
    }

    @ParameterizedTest
    @DisplayName("What is no folder, or one in another case only, lists nothing")
    @ValueSource(strings = {"x", "do", "docs", "DOCS", "Docs/a.txt", "Docs/S", "docs/Sub", "Docs/a"})
    void nothing(String folder) {
        put("Docs/a.txt", "Docs/Sub/b");
        assertThat(names(folder)).isEmpty();
        assertThat(index.isFolder(folder)).isFalse();
        assertThat(index.under(folder)).isEmpty();
        assertThat(index.file(folder) != null).isEqualTo(folder.equals("Docs/a.txt"));
    }

    @Test
    @DisplayName("Folders whose letters change length when they are folded list their own names")
    void foldedLengths() {
        put("stra\u00dfe/haus", "stra\u00dfe/\ufb01n/x", "\u0130/y");
        assertThat(names("stra\u00dfe")).containsExactlyInAnyOrder("haus", "\ufb01n/");
        assertThat(names("\u0130")).containsExactly("y");
        assertThat(names("")).containsExactlyInAnyOrder("stra\u00dfe/", "\u0130/");
        assertThat(names("strasse")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("Nothing is written where something else is in the way")
    @CsvSource({
        "a, false, there already",
        "A, true, upper and lower case",
        "a/b, true, is a file",
        "a/b/c, true, is a file",
        "A/b, true, is a file",
        "d, true, is a folder",
        "D, true, is a folder",
        "D/new, true, upper and lower case",
        "d/E/new, true, upper and lower case",
        "d/e, true, is a folder",
        "d/F, true, upper and lower case",
        "STRASSE, true, upper and lower case"
    })
    void inTheWay(String path, boolean overwrite, String why) {
        put("a", "d/e/x", "d/f", "stra\u00dfe");
        assertThatThrownBy(() -> index.checkWritable(path, overwrite))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    }

    @ParameterizedTest
    @DisplayName("All else may be written, also beside names that begin alike")
    @CsvSource({
        "a, true",
        "b, false",
        "d/e/y, false",
        "d/new, false",
        "d/e0, false",
        "d-1, false",
        "dd/x, false",
        "aa, false"
    })
    void writable(String path, boolean overwrite) {
        put("a", "d/e/x", "d/f");
        assertThatCode(() -> index.checkWritable(path, overwrite)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("A folder is gone with its last file, and its name is free in any case")
    void lastFile() {
        put("d/e/x", "d/y");
        index.remove("d/e/x");
        assertThat(names("d")).containsExactly("y");
        assertThat(index.isFolder("d/e")).isFalse();
        index.remove("d/y");
        assertThat(index.isFolder("d")).isFalse();
        assertThat(index.isFolder("")).isTrue();
        assertThat(names("")).isEmpty();
        assertThatCode(() -> index.checkWritable("D", false)).doesNotThrowAnyException();
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder("f" + random.nextInt(3));
        for (int deep = random.nextInt(3); deep > 0; deep--) {
            path.append("-./0 x".charAt(random.nextInt(6))).append('g').append(random.nextInt(3));
        }
        return path + "/" + random.nextInt(5) + ".txt";
    }

    @ParameterizedTest
    @DisplayName("Whatever files there are, a folder lists each name in it once")
    @ValueSource(longs = {1, 2, 3, 4})
    void property(long seed) {
        Random random = new Random(seed);
        TreeSet<String> all = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            String file = randomPath(random);
            all.add(file);
            put(file);
        }
        for (String folder : List.of("f0", "f1", "f2", "f0/g1", "f1/g2")) {
            TreeSet<String> expected = new TreeSet<>();
            all.stream().filter(file -> file.startsWith(folder + "/")).forEach(file -> {
                String rest = file.substring(folder.length() + 1);
                expected.add(rest.contains("/") ? rest.substring(0, rest.indexOf('/') + 1) : rest);
            });
            assertThat(names(folder)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
