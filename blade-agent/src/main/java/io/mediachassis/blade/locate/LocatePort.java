package io.mediachassis.blade.locate;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import java.util.ArrayList;
import java.util.List;

/** One open locate port: its socket thread, its request threads, and their end. */
final class LocatePort implements AutoCloseable {
    /** How long a closed port's threads may take to notice. */
    private static final int LOOK_MS = 50;

    private final UdpSocket socket;
    private final RequestQueue queue;
    private final RequestBatch spare;
    private final Counts<LocateCounter> counts;
    private final List<RequestThread> workers = new ArrayList<>();
    private final List<Thread> workerThreads = new ArrayList<>();
    private volatile boolean stopping;

    LocatePort(UdpSocket socket, RequestQueue queue, Counts<LocateCounter> counts) {
        this.socket = socket;
        this.queue = queue;
        this.counts = counts;
        spare = new RequestBatch(socket);
    }

    Ipv4Endpoint local() {
        return socket.local();
    }

    void start(List<RequestThread> requestThreads) {
        for (RequestThread worker : requestThreads) {
            workers.add(worker);
            Thread thread = new Thread(worker, "locate-request-" + workers.size());
            thread.setDaemon(true);
            workerThreads.add(thread);
            thread.start();
        }
        Thread thread = new Thread(this::receive, "locate-socket");
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops answering; the port is free within {@link #LOOK_MS}. Does not wait. */
    @Override
    public void close() {
        stopping = true;
    }

    private void receive() {
        byte[] request = new byte[1408];
        byte[] reply = new byte[16];
        RequestBatch batch = null;
        while (!stopping) {
            batch = batch != null ? batch : queue.empty();
            RequestBatch next = batch != null ? batch : spare;
            if (!next.receive()) {
                next.await(LOOK_MS);
            } else if (batch != null) {
                queue.add(batch);
                batch = null;
            } else {
                refuse(request, reply);
            }
        }
        end();
    }

    /** The queue is full: whoever asks is told to come back, which costs next to nothing. */
    private void refuse(byte[] request, byte[] reply) {
        for (int i = 0; i < spare.received(); i++) {
            int length = Locator.overloaded(request, spare.request(i, request), reply);
            if (length > 0) {
                spare.send(spare.asker(i), reply, length);
            }
        }
        spare.flush();
        counts.add(LocateCounter.QUEUE_FULL, spare.received());
    }

    private void end() {
        workers.forEach(RequestThread::stop);
        for (Thread thread : workerThreads) {
            join(thread);
        }
        queue.close();
        spare.close();
        socket.close();
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
