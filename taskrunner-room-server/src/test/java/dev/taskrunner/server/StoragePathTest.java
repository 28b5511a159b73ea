package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePathTest {

    private static void assertRefused(String path) {
        assertThatThrownBy(() -> StoragePath.folder(path)).isInstanceOfSatisfying(TaskException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(e.text()).contains("is refused").doesNotContain("\n", "\u0000", "\u001b");
        });
    }

    @ParameterizedTest
    @DisplayName("A path is made plain: no slash around it, letters composed")
    @CsvSource({
        "a, a",
        "/a, a",
        "/a/b.txt, a/b.txt",
        "/.schemas/x.json, .schemas/x.json",
        "...x, ...x",
        ".hidden, .hidden",
        "a..b, a..b",
        "console, console",
        "com, com",
        "com10, com10",
        "lpt.x, lpt.x",
        "nullable.txt, nullable.txt",
        "x.con, x.con",
        "e\u0301.txt, \u00e9.txt",
        "\u212bngstr\u00f6m, \u00c5ngstr\u00f6m",
        "a b, a b",
        "100%, 100%",
        "~, ~",
        "-rf, -rf",
        "\ud83d\ude00.png, \ud83d\ude00.png"
    })
    void plain(String given, String expected) {
        assertThat(StoragePath.file(given)).isEqualTo(expected);
        assertThat(StoragePath.file(expected)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("No path climbs, however the dots are put")
    @ValueSource(
            strings = {
                "..",
                "../",
                "/..",
                "../a",
                "a/..",
                "a/../..",
                "a/../../b",
                "./a",
                "a/./b",
                "a/.",
                "//a",
                "a//b",
                "a//",
                "/./",
                "..\\a",
                "a\\..\\b",
                "\\\\host\\share",
                "c:\\x",
                "c:/x",
                "file:///x",
                "...",
                "a/...",
                ". ",
                " ..",
                ".. /a",
                "..\u0000/a"
            })
    void escapes(String path) {
        assertRefused(path);
    }

    @ParameterizedTest
    @DisplayName("Names of devices are refused in any case, in any folder, with any ending")
    @ValueSource(
            strings = {
                "con",
                "CON",
                "Con.txt",
                "a/PRN",
                "aux/x",
                "nul.tar.gz",
                "NUL .txt",
                "CoNiN$",
                "conout$.x",
                "clock$",
                "com0",
                "COM1",
                "com9.log",
                "lpt1",
                "LPT\u00b9",
                "com\u00b2.x",
                "a/b/lpt9/c"
            })
    void devices(String path) {
        assertRefused(path);
    }

    @ParameterizedTest
    @DisplayName("Letters that some system cannot write, or that nobody sees, are refused")
    @ValueSource(
            ints = {
                0, 1, '\t', '\n', '\r', 0x1b, 0x7f, 0x85, 0x9f, '\\', ':', '*', '?', '"', '<', '>', '|', 0xad, 0x200b,
                0x200e, 0x202e, 0x2028, 0x2029, 0x2066, 0xfeff, 0xfffd, 0xe0001, 0xe0041, 0x1d173
            })
    void letters(int letter) {
        String text = Character.toString(letter);
        assertRefused("a" + text + "b");
        assertRefused("folder" + text + "/b");
    }

    @ParameterizedTest
    @DisplayName("Half a letter, which no disk can write, is refused like any other bad one")
    @ValueSource(strings = {"\ud83d", "a\ude00", "\ude00\ud83d", "ok/\ud800.txt"})
    void halves(String path) {
        assertRefused(path);
    }

    static Stream<String> lengths() {
        return Stream.of(
                "x".repeat(201),
                "\u00e4".repeat(101),
                "\ud83d\ude00".repeat(51),
                "a/".repeat(32) + "b",
                "x".repeat(180) + ("/" + "x".repeat(180)).repeat(5),
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @DisplayName("What is too long or too deep is refused, and the error is short")
    @MethodSource("lengths")
    void tooLong(String path) {
        assertThatThrownBy(() -> StoragePath.folder(path))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        e -> assertThat(e.text()).contains(" more than ").hasSizeLessThan(1_200));
    }

    @Test
    @DisplayName("Just short enough and just flat enough is fine")
    void longest() {
        for (String path : new String[] {"x".repeat(200), "\u00e4".repeat(100), "a/".repeat(31) + "b"}) {
            assertThat(StoragePath.file(path)).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @DisplayName("A folder may end in a slash, or be the room's own; a file may not")
    @CsvSource({"'', ''", "/, ''", "a/, a", "/a/b/, a/b"})
    void folders(String given, String expected) {
        assertThat(StoragePath.folder(given)).isEqualTo(expected);
        assertThatThrownBy(() -> StoragePath.file(given)).hasMessageContaining("names no file");
    }

    @ParameterizedTest
    @DisplayName("Spellings that some disk takes for one name are folded into one")
    @CsvSource({
        "Readme.MD, README.md",
        "stra\u00dfe, STRASSE",
        "\u017f, S",
        "\u0131, I",
        "\u03c2, \u03a3",
        "\u00b5, \u039c",
        "\u01c5, \u01c4",
        "\ufb01x, FIX"
    })
    void folded(String one, String other) {
        assertThat(StoragePath.folded(one)).isEqualTo(StoragePath.folded(other));
        assertThat(StoragePath.folded(one + "/x")).isEqualTo(StoragePath.folded(one) + "/x");
    }

    @Test
    @DisplayName("What differs in more than case stays two names")
    void different() {
        assertThat(StoragePath.folded("a")).isNotEqualTo(StoragePath.folded("\u00e4"));
        assertThat(StoragePath.folded("a_b")).isNotEqualTo(StoragePath.folded("a-b"));
        assertThat(StoragePath.name("a/b/c.txt")).isEqualTo("c.txt");
        assertThat(StoragePath.name("c.txt")).isEqualTo("c.txt");
        assertThat(StoragePath.names("a/b/c")).containsExactly("a", "b", "c");
    }
}
