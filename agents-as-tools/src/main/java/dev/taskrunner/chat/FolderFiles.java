package dev.taskrunner.chat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** In a folder. A file is written under another name and then moved, so that no half of it is ever seen. */
final class FolderFiles implements ThreadFiles {
    private final Path folder;

    FolderFiles(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(path(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    @Override
    public void write(String name, byte[] content) {
        Path target = path(name);
        Path half = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            Files.createDirectories(half.getParent());
            Files.write(half, content);
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("written", name, e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw failed("deleted", name, e);
        }
    }

    private Path path(String name) {
        Path path = folder.resolve(name).normalize();
        if (!path.startsWith(folder) || path.equals(folder)) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "'" + name + "' leads out of the folder of threads");
        }
        return path;
    }

    private static TaskException failed(String what, String name, IOException e) {
        return new TaskException(ErrorCode.FAILED, "the thread's file " + name + " cannot be " + what, e);
    }
}
