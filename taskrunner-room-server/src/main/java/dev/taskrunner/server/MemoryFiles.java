package dev.taskrunner.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Files in memory, as pieces of the size they came in. The map does its own locking; what is published never changes. */
final class MemoryFiles implements FileStore {
    private final Map<String, List<byte[]>> files = new ConcurrentHashMap<>();

    @Override
    public List<StoredFile> load() {
        return List.of();
    }

    @Override
    public Part begin() {
        return new MemoryPart(new ArrayList<>());
    }

    /** Pieces that nobody else sees yet. */
    private record MemoryPart(List<byte[]> pieces) implements Part {
        @Override
        public void write(ByteBuffer bytes) {
            byte[] piece = new byte[bytes.remaining()];
            bytes.get(piece);
            if (piece.length > 0) {
                pieces.add(piece);
            }
        }

        @Override
        public void finish() {
            // All of it is here already.
        }

        @Override
        public void close() {
            // Whoever reads the pieces keeps them.
        }
    }

    @Override
    public void publish(Part part, String path) {
        files.put(path, List.copyOf(((MemoryPart) part).pieces()));
    }

    @Override
    public void delete(List<String> paths, Consumer<String> gone) {
        for (String path : paths) {
            files.remove(path);
            gone.accept(path);
        }
    }

    @Override
    public SeekableByteChannel open(String path) throws IOException {
        List<byte[]> pieces = files.get(path);
        if (pieces == null) {
            throw new NoSuchFileException(path);
        }
        return new Pieces(pieces);
    }

    /** Reads pieces as one. Used by one thread. */
    private static final class Pieces implements SeekableByteChannel {
        private final List<byte[]> pieces;
        private final long size;
        private long position;
        private int piece;
        private long pieceStart;
        private boolean closed;

        Pieces(List<byte[]> pieces) {
            this.pieces = pieces;
            this.size = pieces.stream().mapToLong(one -> one.length).sum();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            } else if (position >= size) {
                return -1;
            }
            int read = 0;
            while (into.hasRemaining() && position < size) {
                while (position >= pieceStart + pieces.get(piece).length) {
                    pieceStart += pieces.get(piece++).length;
                }
                byte[] here = pieces.get(piece);
                int from = (int) (position - pieceStart);
                int many = Math.min(into.remaining(), here.length - from);
                into.put(here, from, many);
                position += many;
                read += many;
            }
            return read;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long to) {
            position = to;
            piece = 0;
            pieceStart = 0;
            return this;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new NonWritableChannelException();
        }

        @Override
        public SeekableByteChannel truncate(long to) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
