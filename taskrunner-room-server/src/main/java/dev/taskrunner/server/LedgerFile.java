package dev.taskrunner.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * A ledger's file. It is only ever appended to: MVStore can fall back behind a commit after a crash when it uses space again (see
 * decision 7). What is not needed any more is left behind when the file has grown much, by copying the rest to a new file that takes
 * its place. Used by the ledger's thread only.
 */
final class LedgerFile implements Ledger.Keeper {
    private static final long SMALL = 64L << 20;
    private static final int GROWTH = 4;
    private static final int CACHE_MEGABYTES = 32;
    private static final int COMMIT_EVERY = 10_000;

    private final Path file;
    private final Path copy;
    private final long small;
    private long sizeOfContent;

    LedgerFile(Path file) {
        this(file, SMALL);
    }

    /** With another size up to which the file is left alone. */
    LedgerFile(Path file, long small) {
        this.file = file;
        this.small = small;
        copy = file.resolveSibling(file.getFileName() + ".new");
    }

    @Override
    public MVStore open() {
        MVStore opened = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .cacheSize(CACHE_MEGABYTES)
                .open();
        opened.setReuseSpace(false);
        return opened;
    }

    @Override
    public void commit(MVStore store) {
        store.commit();
        store.sync();
    }

    @Override
    public boolean isWasteful(MVStore store) {
        long size = store.getFileStore().size();
        return size > small && size > GROWTH * sizeOfContent;
    }

    /** The new file is whole and synced before it takes the place of the old one. */
    @Override
    public MVStore tidy(MVStore store) {
        try {
            Files.deleteIfExists(copy);
            try (MVStore target = new MVStore.Builder()
                    .fileName(copy.toString())
                    .autoCommitDisabled()
                    .open()) {
                store.getMapNames().forEach(name -> copy(store, target, name));
                target.commit();
                target.sync();
            }
            store.closeImmediately();
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
            sizeOfContent = Files.size(file);
            return open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(MVStore from, MVStore to, String name) {
        MVMap<Object, Object> source = from.openMap(name);
        MVMap<Object, Object> target = to.openMap(name);
        int copied = 0;
        for (Cursor<Object, Object> each = source.cursor(null); each.hasNext(); ) {
            target.append(each.next(), each.getValue());
            if (++copied % COMMIT_EVERY == 0) {
                to.commit(); // so that no more than this is in memory
            }
        }
    }
}
