package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files a room has. Folders are there for as long as there is a file in them. Two paths that differ only in upper and lower
 * case cannot both be there, since some disks take them for one. Owner: its {@link Storage}, under whose lock it is used.
 */
final class FileIndex {
    private final TreeMap<String, StoredFile> byFolded = new TreeMap<>();

    void put(StoredFile file) {
        byFolded.put(StoragePath.folded(file.path()), file);
    }

    void remove(String path) {
        byFolded.remove(StoragePath.folded(path));
    }

    int size() {
        return byFolded.size();
    }

    @Nullable
    StoredFile file(String path) {
        StoredFile found = byFolded.get(StoragePath.folded(path));
        return found != null && found.path().equals(path) ? found : null;
    }

    boolean isFolder(String path) {
        return path.isEmpty() || !under(path).isEmpty();
    }

    /** All files in a folder and below it. */
    List<StoredFile> under(String folder) {
        List<StoredFile> found = new ArrayList<>();
        String plain = folder.isEmpty() ? "" : folder + "/";
        for (StoredFile file : tail(folder).values()) {
            if (!StoragePath.folded(file.path()).startsWith(StoragePath.folded(plain))) {
                break;
            } else if (file.path().startsWith(plain)) {
                found.add(file);
            }
        }
        return found;
    }

    private Map<String, StoredFile> tail(String folder) {
        return byFolded.tailMap(folder.isEmpty() ? "" : StoragePath.folded(folder) + "/", true);
    }

    /** The names in a folder, files and folders; empty when there is no such folder. */
    List<JsonFields> list(String folder) {
        String plain = folder.isEmpty() ? "" : folder + "/";
        String folded = StoragePath.folded(plain);
        List<JsonFields> names = new ArrayList<>();
        Map.Entry<String, StoredFile> at = byFolded.ceilingEntry(folded);
        while (at != null && at.getKey().startsWith(folded)) {
            String rest = at.getKey().substring(folded.length());
            int slash = rest.indexOf('/');
            if (!at.getValue().path().startsWith(plain)) {
                return List.of(); // the folder is there in another case only
            } else if (slash < 0) {
                names.add(at.getValue().json().build());
                at = byFolded.higherEntry(at.getKey());
            } else {
                String path = at.getValue().path();
                names.add(folder(path.substring(plain.length(), path.indexOf('/', plain.length()))));
                // '0' follows '/': past all that is in that folder
                at = byFolded.ceilingEntry(folded + rest.substring(0, slash) + "0");
            }
        }
        return names;
    }

    static JsonFields folder(String name) {
        return JsonFields.builder().put("name", name).put("is_folder", true).build();
    }

    /** Refuses a path at which no file can be written. */
    void checkWritable(String path, boolean overwrite) {
        StoredFile there = byFolded.get(StoragePath.folded(path));
        if (there != null && !there.path().equals(path)) {
            throw clash(path, there.path());
        } else if (there != null && !overwrite) {
            throw new TaskException(ErrorCode.ALREADY_EXISTS, "the file '" + path + "' is there already");
        }
        Map.Entry<String, StoredFile> below = byFolded.ceilingEntry(StoragePath.folded(path) + "/");
        if (there == null && below != null && below.getKey().startsWith(StoragePath.folded(path) + "/")) {
            throw new TaskException(ErrorCode.ALREADY_EXISTS, "'" + path + "' is a folder");
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            checkFolder(path, path.substring(0, slash));
        }
    }

    private void checkFolder(String path, String folder) {
        if (byFolded.containsKey(StoragePath.folded(folder))) {
            throw new TaskException(
                    ErrorCode.ALREADY_EXISTS, "'" + path + "' cannot be written: '" + folder + "' is a file");
        }
        String prefix = StoragePath.folded(folder) + "/";
        Map.Entry<String, StoredFile> first = byFolded.ceilingEntry(prefix);
        boolean known = first != null && first.getKey().startsWith(prefix);
        if (first != null && known && !first.getValue().path().startsWith(folder + "/")) {
            throw clash(path, first.getValue().path());
        }
    }

    private static TaskException clash(String path, String there) {
        return new TaskException(
                ErrorCode.ALREADY_EXISTS,
                "'" + path + "' differs only in upper and lower case from '" + there + "', which is there already");
    }
}
