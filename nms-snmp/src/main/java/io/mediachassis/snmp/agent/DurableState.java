package io.mediachassis.snmp.agent;

import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.snmp.notification.NotificationLedger.Mark;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent must know after a restart: how often its engine has booted, and which events it has told. On the disk
 * before it counts. One thread.
 *
 * <p>snmpEngineBoots (RFC 3414, 2.2.2) is the controller's epoch times 256 plus the starts within the epoch. Both
 * controllers' agents are one engine, and an epoch belongs to one controller, so the number rises with every restart
 * and every switch-over although the two share no file. A 257th start within one epoch goes on into the next's range,
 * which is wrong only if the other controller then takes over.
 */
public final class DurableState {
    private static final Logger LOG = LoggerFactory.getLogger(DurableState.class);
    private static final String FILE = "snmp-agent.state";
    private static final int MAX_BYTES = 4096;
    private static final int STARTS_PER_EPOCH = 256;

    private final Path file;
    private long boots;
    private Mark mark;

    private DurableState(Path file, long boots, Mark mark) {
        this.file = file;
        this.boots = boots;
        this.mark = mark;
    }

    /**
     * Reads the state of a folder, which is made if need be. A damaged file is set aside with a warning: the epoch
     * still makes the boots rise at the next switch-over.
     *
     * @throws IOException when the folder can't be made or the file can't be read
     */
    public static DurableState load(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new DurableState(file, 0, Mark.NONE);
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("over " + MAX_BYTES + " bytes");
            }
            Properties p = new Properties();
            p.load(new StringReader(Files.readString(file, StandardCharsets.US_ASCII)));
            return new DurableState(file, number(p, "boots"), new Mark(number(p, "epoch"), number(p, "event"),
                    number(p, "switchover-told") != 0));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            LOG.warn("{} is damaged ({}): SNMPv3 managers may have to discover this agent again", file, e.getMessage());
            return new DurableState(file, 0, Mark.NONE);
        }
    }

    private static long number(Properties p, String key) {
        String value = p.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key);
        }
        return Long.parseUnsignedLong(value.trim());
    }

    /**
     * Counts a start of the engine.
     *
     * @param epoch the controller's, unsigned 32 bits
     * @return snmpEngineBoots of this start, on the disk
     * @throws IOException when it could not be written: the engine must not start
     */
    public int nextBoots(long epoch) throws IOException {
        long next = Math.max(boots + 1, epoch * STARTS_PER_EPOCH);
        if (next >= Integer.MAX_VALUE) {
            LOG.error("snmpEngineBoots is at its end: SNMPv3 stops working. Give the chassis a new serial number");
            next = Integer.MAX_VALUE;
        }
        boots = next;
        write();
        return (int) next;
    }

    /** What has been told, as last saved. */
    public Mark mark() {
        return mark;
    }

    /** Saves what has been told; call before telling it, so that a crash can't tell it twice. */
    public void save(Mark told) throws IOException {
        mark = told;
        write();
    }

    private void write() throws IOException {
        String text = "boots=" + boots + "\nepoch=" + mark.epoch() + "\nevent=" + Long.toUnsignedString(mark.event())
                + "\nswitchover-told=" + (mark.switchoverTold() ? 1 : 0) + "\n";
        DurableFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}
