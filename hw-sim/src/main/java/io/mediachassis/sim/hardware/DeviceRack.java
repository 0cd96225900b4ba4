package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.proto.BoardType;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.sim.device.NonVolatile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What makes each device itself: its non-volatile memory in {@code folder/nvram}, and its identity with a serial number
 * given at the first start and kept in that memory, or nowhere in a simulation that has no folder. Owned by the
 * hardware's thread.
 */
final class DeviceRack {
    private static final String SERIAL = "serial";
    private static final int PROTOCOL = 1;

    private final HardwareSettings settings;
    private final RandomGenerator random;
    private final boolean kept;
    private final Map<String, NonVolatile> memories = new HashMap<>();
    // One thread at most, which ends when it has nothing to do.
    private final Executor disk = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
        Thread thread = new Thread(task, "device-memory");
        thread.setDaemon(true);
        return thread;
    });

    /** @param kept whether the memories are files, or forget all with the chassis */
    DeviceRack(HardwareSettings settings, RandomGenerator random, boolean kept) {
        this.settings = settings;
        this.random = random;
        this.kept = kept;
    }

    long seed() {
        return settings.seed();
    }

    /** One memory for each device: it stays when the device restarts or is taken out and put in again. */
    NonVolatile memory(DeviceKind kind, int number) {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + number;
        return memories.computeIfAbsent(name, key -> {
            try {
                return !kept ? NonVolatile.inMemory() : new NonVolatileFile(settings.folder().resolve("nvram").resolve(key), disk);
            } catch (IOException e) {
                throw new UncheckedIOException("no memory for device " + key, e);
            }
        });
    }

    DeviceIdentity identity(DeviceKind kind, int number) {
        NonVolatile memory = memory(kind, number);
        long serial = memory.read(SERIAL, 0);
        if (serial == 0) {
            serial = random.nextLong(10_000_000, 100_000_000);
            memory.write(SERIAL, serial);
        }
        String part = switch (kind) {
            case CBC -> "MCB-100";
            case PSU -> "MCP-1200";
            case FAN_TRAY -> "MCF-2";
            default -> "MCM-" + settings.slotCount();
        };
        return DeviceIdentity.newBuilder()
                .setKind(kind)
                .setNumber(number)
                .setManufacturer("Mediachassis")
                .setPartNumber(part)
                .setSerialNumber(part.substring(0, 3) + serial)
                .setHardwareRevision("A")
                .setFirmwareVersion("1.0")
                .setProtocol(PROTOCOL)
                .setChassisSerial(settings.chassisSerial())
                .setWatts(kind == DeviceKind.CBC ? 95 : kind == DeviceKind.PSU ? settings.psuWatts() : 0)
                .setSlotCount(settings.slotCount())
                .setBoard(kind == DeviceKind.CBC ? BoardType.MEDIA_BLADE : BoardType.BOARD_TYPE_UNSPECIFIED)
                .build();
    }
}
