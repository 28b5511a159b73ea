package dev.taskrunner.room;

import dev.taskrunner.room.spi.TransportTarget;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connected socket, plain or TLS, whose stream ignores a flush while more is waiting to be written. Java-WebSocket flushes
 * after every frame; this makes one write, and one wake-up on the other side, of all the frames that are queued.
 *
 * <p>The writer thread owns the stream's buffer; {@code writing} lets a closing thread flush it only when nobody writes, so
 * that a writer stuck on a dead peer cannot hold up the close.
 */
final class CoalescingSocket extends Socket {
    private static final int BUFFER = 64 << 10;

    private final Socket socket;
    private final Coalescing out;
    private final ReentrantLock writing = new ReentrantLock();

    private CoalescingSocket(Socket socket, Queue<ByteBuffer> waiting, Runnable drained) throws IOException {
        this.socket = socket;
        this.out = new Coalescing(socket.getOutputStream(), waiting, drained);
    }

    /**
     * Connects within the target's timeout; through its proxy, with TLS for {@code wss}, the host name verified.
     *
     * @param waiting the frames that the library has yet to write
     * @param drained runs whenever all of them have been written
     */
    static CoalescingSocket connect(TransportTarget target, Queue<ByteBuffer> waiting, Runnable drained)
            throws IOException {
        URI uri = target.uri();
        boolean secure = "wss".equals(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        int timeout = (int) Math.min(Integer.MAX_VALUE, target.connectTimeout().toMillis());
        Proxy proxy = target.proxy();
        Socket plain = new Socket(proxy == null ? Proxy.NO_PROXY : proxy);
        try {
            plain.setTcpNoDelay(true);
            plain.connect(
                    proxy == null || proxy.type() == Proxy.Type.DIRECT
                            ? new InetSocketAddress(uri.getHost(), port)
                            : InetSocketAddress.createUnresolved(uri.getHost(), port),
                    timeout);
            return new CoalescingSocket(secure ? secured(plain, target, port, timeout) : plain, waiting, drained);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, TransportTarget target, int port, int timeout) throws IOException {
        SSLContext tls = target.tls();
        SSLSocketFactory factory =
                tls == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : tls.getSocketFactory();
        SSLSocket secure = (SSLSocket) factory.createSocket(plain, target.uri().getHost(), port, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.setSoTimeout(timeout);
        secure.startHandshake();
        secure.setSoTimeout(0);
        return secure;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    /**
     * Writes what is left, then closes. The library's writer ends without looking into its queue when a close comes while its
     * reader is busy, and the frames in it, the close frame among them, would be lost.
     */
    @Override
    public void close() throws IOException {
        if (writing.tryLock()) {
            try {
                out.writeRest();
            } catch (IOException e) {
                // The peer is gone; what it did not read is lost either way, and closing must go on.
                socket.close();
                return;
            } finally {
                writing.unlock();
            }
        }
        socket.close();
    }

    /** Closes without another word, also under a writer that is stuck. */
    void cut() throws IOException {
        socket.close();
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        throw new SocketException("already connected");
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public void setReuseAddress(boolean on) {
        // Too late for a socket that is connected, and of no use to a client.
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    private final class Coalescing extends OutputStream {
        private final BufferedOutputStream buffer;
        private final Queue<ByteBuffer> waiting;
        private final Runnable drained;

        Coalescing(OutputStream out, Queue<ByteBuffer> waiting, Runnable drained) {
            this.buffer = new BufferedOutputStream(out, BUFFER);
            this.waiting = waiting;
            this.drained = drained;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writing.lock();
            try {
                buffer.write(bytes, offset, length);
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void flush() throws IOException {
            if (!waiting.isEmpty()) {
                return;
            }
            writing.lock();
            try {
                buffer.flush();
            } finally {
                writing.unlock();
            }
            drained.run();
        }

        void writeRest() throws IOException {
            for (ByteBuffer rest = waiting.poll(); rest != null; rest = waiting.poll()) {
                buffer.write(rest.array(), 0, rest.limit());
            }
            buffer.flush();
        }
    }
}
