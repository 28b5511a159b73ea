package dev.taskrunner.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in a folder, under the names they have in the room. What is being written lies beside them and is renamed when it is
 * whole and synced. Symbolic links are never followed. Owner: its {@link Storage}; holds no state.
 */
final class DiskFiles implements FileStore {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFiles.class);

    private static final long SYNC_EVERY = 32 << 20;

    /** Makes the names in a folder last; a seam for tests of failing disks. */
    @FunctionalInterface
    interface Syncing {
        void sync(Path folder) throws IOException;
    }

    private final Path files;
    private final Path parts;
    private final Syncing syncing;

    DiskFiles(Path folder) {
        this(folder, DiskFiles::force);
    }

    /** With another way to make names last. */
    DiskFiles(Path folder, Syncing syncing) {
        this.syncing = syncing;
        files = folder.resolve("files");
        parts = folder.resolve("parts");
    }

    @Override
    public List<StoredFile> load() throws IOException {
        removeParts();
        List<StoredFile> found = new ArrayList<>();
        if (Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(files, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    visit(file, attributes, found);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return found;
    }

    /** What uploads left that had not ended when the server did. */
    private void removeParts() throws IOException {
        if (Files.isDirectory(parts, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> left = Files.list(parts)) {
                for (Path part : left.toList()) {
                    Files.delete(part);
                }
            }
        }
    }

    private void visit(Path file, BasicFileAttributes attributes, List<StoredFile> found) {
        String path =
                files.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        if (!attributes.isRegularFile() || !isPlain(path)) {
            LOG.warn("Not shown in the room, since it is no plain file with a plain name: {}", file);
            return;
        }
        found.add(new StoredFile(
                path,
                attributes.size(),
                attributes.creationTime().toInstant(),
                attributes.lastModifiedTime().toInstant(),
                attributes.lastModifiedTime().toMillis()));
    }

    private static boolean isPlain(String path) {
        try {
            return StoragePath.file(path).equals(path);
        } catch (dev.taskrunner.TaskException e) {
            LOG.debug("{}", e.text());
            return false;
        }
    }

    @Override
    public Part begin() throws IOException {
        Files.createDirectories(parts);
        Path path = parts.resolve(UUID.randomUUID().toString());
        FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        return new DiskPart(path, channel);
    }

    /** A file beside the others. Synced now and then, so that finishing it is short. */
    private static final class DiskPart implements Part {
        private final Path path;
        private final FileChannel channel;
        private long unsynced;

        DiskPart(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            unsynced += bytes.remaining();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (unsynced > SYNC_EVERY) {
                channel.force(false);
                unsynced = 0;
            }
        }

        @Override
        public void finish() throws IOException {
            channel.force(true);
            channel.close();
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void publish(Part part, String path) throws IOException {
        Path target = files.resolve(path);
        makeParents(path);
        checkPlain(path);
        Files.move(((DiskPart) part).path, target, StandardCopyOption.ATOMIC_MOVE);
        syncing.sync(parent(target));
    }

    private void makeParents(String path) throws IOException {
        if (Files.notExists(files)) {
            Files.createDirectories(files);
            syncing.sync(parent(files));
            syncing.sync(parent(parent(files)));
        }
        Path folder = files;
        List<String> names = StoragePath.names(path);
        for (String name : names.subList(0, names.size() - 1)) {
            Path below = folder.resolve(name);
            if (!Files.exists(below, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(below);
                syncing.sync(folder);
            }
            folder = below;
        }
    }

    /** No part of the path may be a link to somewhere else, nor the file a folder. */
    private void checkPlain(String path) throws IOException {
        Path at = files;
        for (String name : StoragePath.names(path)) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                throw new FileSystemException(path, null, "symbolic links are not followed");
            }
        }
        if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path, null, "it is a folder on the server's disk");
        }
    }

    @Override
    public void delete(List<String> paths, Consumer<String> gone) throws IOException {
        Map<Path, List<String>> deleted = new LinkedHashMap<>();
        IOException first = null;
        try {
            for (String path : paths) {
                checkPlain(path);
                Path file = files.resolve(path);
                Files.deleteIfExists(file);
                deleted.computeIfAbsent(parent(file), folder -> new ArrayList<>())
                        .add(path);
            }
        } catch (IOException e) {
            first = e;
        }
        settle(deleted, gone, first);
    }

    /** Folder by folder: one that fails hides from nobody what is gone from the others. */
    private void settle(Map<Path, List<String>> deleted, Consumer<String> gone, @Nullable IOException before)
            throws IOException {
        IOException first = before;
        for (Map.Entry<Path, List<String>> each : deleted.entrySet()) {
            try {
                settle(each.getKey());
                each.getValue().forEach(gone);
            } catch (IOException e) {
                first = first == null ? e : first;
                if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Once for each folder, since it takes a disk as long as deleting many files. */
    private void settle(Path of) throws IOException {
        Path folder = of;
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            syncing.sync(folder);
        }
        while (!folder.equals(files) && Files.isDirectory(folder) && isEmpty(folder)) {
            Files.delete(folder); // folders are there for their files only
            folder = parent(folder);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    @Override
    public SeekableByteChannel open(String path) throws IOException {
        checkPlain(path);
        return Files.newByteChannel(files.resolve(path), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private static Path parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new NoSuchFileException(path.toString());
        }
        return parent;
    }

    /** Not all systems need, or know, this. */
    private static void force(Path folder) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
