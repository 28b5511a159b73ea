package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists a folder. */
@Command(
        name = "ls",
        header = "List a folder of a room as a JSON array.",
        description = "Each element has name and is_folder, and size, created_at and updated_at of files.")
final class StorageList implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "FOLDER", arity = "0..1", description = "The folder's path. Default: the room's own")
    private String folder = "";

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    StorageList(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            shell.json(room.storage().list(folder).stream()
                    .map(StorageList::describe)
                    .toList());
            return ExitCodes.OK;
        });
    }

    /** The paths of what is in the same folder. */
    static List<String> beside(Room room, String path) {
        String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
        return room.storage().list(folder).stream()
                .map(entry -> folder.isEmpty() ? entry.name() : folder + "/" + entry.name())
                .toList();
    }

    private static Map<String, Object> describe(StorageEntry entry) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", entry.name());
        line.put("is_folder", entry.isFolder());
        entry.size().ifPresent(size -> line.put("size", size));
        entry.createdAt().ifPresent(time -> line.put("created_at", time.toString()));
        entry.updatedAt().ifPresent(time -> line.put("updated_at", time.toString()));
        return line;
    }
}
