package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    private Path folder;

    private static DataFolder open(Path path) {
        return DataFolder.open(RoomServerOptions.builder().data(path).build());
    }

    @Test
    @DisplayName("Two servers never share a folder, and the second says whose fault it is")
    void exclusive() {
        try (DataFolder first = open(folder)) {
            assertThat(first.isDurable()).isTrue();
            assertThatThrownBy(() -> open(folder))
                    .isInstanceOf(RoomServerException.class)
                    .hasMessageContaining("another server uses the data folder");
        }
        open(folder).close();
    }

    @Test
    @DisplayName("A path that is a file, or lies under one, is refused with its name")
    void noFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(RoomServerException.class)
                .hasMessageContaining("cannot keep data in " + file);
        assertThatThrownBy(() -> open(file.resolve("below"))).isInstanceOf(RoomServerException.class);
    }

    @Test
    @DisplayName("A server that cannot listen gives its folder free")
    void portTaken() {
        try (RoomServer first = RoomServer.start()) {
            RoomServerOptions same =
                    RoomServerOptions.builder().port(first.port()).data(folder).build();
            assertThatThrownBy(() -> RoomServer.start(same))
                    .isInstanceOf(RoomServerException.class)
                    .hasMessageContaining("cannot listen");
        }
        open(folder).close();
    }

    @Test
    @DisplayName("Names of rooms that differ have folders that differ, whatever the disk makes of case and dots")
    void folderNames() {
        List<String> rooms = List.of(
                "demo",
                "Demo",
                "a b",
                "a%20b",
                "..",
                ".",
                "a/b",
                "a\\b",
                "con",
                "nul",
                "ü",
                "x".repeat(255),
                "x".repeat(254));
        Set<String> folders = new TreeSet<>();
        for (String room : rooms) {
            String name = DataFolder.folderName(room);
            assertThat(name).matches("[a-z0-9%_-]+(\\.[0-9a-f]{32})?").hasSizeLessThan(200);
            folders.add(name.toLowerCase(Locale.ROOT));
        }
        assertThat(folders).hasSameSizeAs(rooms);
        assertThat(DataFolder.folderName("demo-1")).isEqualTo("demo-1");
    }

    @Test
    @DisplayName("A name has one room's data, whoever asks")
    void oneRoom() {
        try (DataFolder data = DataFolder.open(RoomServerOptions.defaults())) {
            assertThat(data.isDurable()).isFalse();
            assertThat(data.room("demo")).isSameAs(data.room("demo")).isNotSameAs(data.room("Demo"));
            assertThat(data.room("demo").folder).isNull();
        }
    }
}
