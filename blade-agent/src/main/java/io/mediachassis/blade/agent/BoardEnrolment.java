package io.mediachassis.blade.agent;

import io.mediachassis.backplane.identity.EnrolmentClient;
import io.mediachassis.backplane.identity.EnrolmentClient.Applicant;
import io.mediachassis.backplane.identity.EnrolmentClient.Enrolled;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Party;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets this board its certificate: the one on disk where it fits this slot and this chassis, else a new one with the
 * token that the controller left at the CBC. Tries until it has one. Control loop.
 */
final class BoardEnrolment {
    private static final Logger LOG = LoggerFactory.getLogger(BoardEnrolment.class);
    private static final long RETRY_MS = 300;

    private final EventLoop control;
    private final BoardController cbc;
    private final EnrolmentClient client;
    private final CompletableFuture<Optional<TlsIdentity>> onDisk;
    private final List<InetSocketAddress> controllers;
    private final @Nullable InetAddress localAddress;
    private int attempts;

    /** @param onDisk what {@link #load} found, or is finding */
    BoardEnrolment(
            EventLoopGroup loops,
            EventLoop control,
            BoardController cbc,
            Path folder,
            CompletableFuture<Optional<TlsIdentity>> onDisk,
            List<InetSocketAddress> controllers,
            @Nullable InetAddress localAddress) {
        this.control = control;
        this.cbc = cbc;
        this.client = new EnrolmentClient(loops, folder);
        this.onDisk = onDisk;
        this.controllers = controllers;
        this.localAddress = localAddress;
    }

    /** The identity in this folder, whoever's it is; empty when there is none that can be used. Blocks; any thread. */
    static Optional<TlsIdentity> load(Path folder) {
        if (!TlsIdentity.existsIn(folder)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TlsIdentity.load(folder));
        } catch (IOException e) {
            LOG.warn("The stored identity can't be used ({}); this board enrols anew", e.getMessage());
            return Optional.empty();
        }
    }

    /** Completes on the control loop with an identity for this slot. */
    CompletableFuture<TlsIdentity> identity(DeviceIdentity board) {
        CompletableFuture<TlsIdentity> result = new CompletableFuture<>();
        ask(board, result);
        return result;
    }

    private void proceed(
            DeviceIdentity board,
            Optional<Enrolment> left,
            Optional<TlsIdentity> found,
            CompletableFuture<TlsIdentity> result) {
        Optional<TlsIdentity> stored = found.filter(identity -> isOurs(identity, board, left));
        if (stored.isPresent()) {
            result.complete(stored.get());
        } else if (left.isPresent()) {
            enrol(board, left.get(), 0, result);
        } else {
            if (++attempts == 20) {
                LOG.warn("No controller has left an enrolment at the CBC yet; still waiting");
            }
            again(board, result);
        }
    }

    /** Whether it is this board's, in this slot, and its CA is the chassis' own. */
    private static boolean isOurs(TlsIdentity identity, DeviceIdentity board, Optional<Enrolment> left) {
        boolean fits = identity.name().party() == Party.BLADE_AGENT
                && identity.name().number() == board.getNumber()
                && identity.name().chassisSerial().equals(board.getChassisSerial());
        boolean trusted = left.isEmpty() || Arrays.equals(fingerprint(identity), left.get().getCaFingerprint().toByteArray());
        if (!fits || !trusted) {
            LOG.info("The stored identity is of {}, or of another CA; this board enrols anew", identity.name());
        }
        return fits && trusted;
    }

    private static byte[] fingerprint(TlsIdentity identity) {
        try {
            return TlsIdentity.fingerprint(identity.ca());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    private void enrol(
            DeviceIdentity board,
            Enrolment left,
            int controller,
            CompletableFuture<TlsIdentity> result) {
        Applicant applicant = new Applicant(Party.BLADE_AGENT, board.getNumber(), board.getSerialNumber());
        client.enrol(
                        controllers.get(controller),
                        localAddress,
                        applicant,
                        left.getToken().toByteArray(),
                        left.getCaFingerprint().toByteArray())
                .whenCompleteAsync((Enrolled enrolled, Throwable error) -> {
                    if (error == null) {
                        LOG.info("Enrolled as {}", enrolled.identity().name());
                        result.complete(enrolled.identity());
                    } else if (controller + 1 < controllers.size()) {
                        enrol(board, left, controller + 1, result);
                    } else {
                        LOG.info("No controller enrolled this board ({}); it asks again", error.getMessage());
                        again(board, result);
                    }
                }, control);
    }

    private void again(DeviceIdentity board, CompletableFuture<TlsIdentity> result) {
        control.schedule(() -> ask(board, result), RETRY_MS, TimeUnit.MILLISECONDS);
    }

    private void ask(DeviceIdentity board, CompletableFuture<TlsIdentity> result) {
        cbc.takeEnrolment()
                .exceptionally(error -> Optional.empty())
                .thenCombine(onDisk, (left, found) -> (Runnable) () -> proceed(board, left, found, result))
                .thenAcceptAsync(Runnable::run, control);
    }
}
