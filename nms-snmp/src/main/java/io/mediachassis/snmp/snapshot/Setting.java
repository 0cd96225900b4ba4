package io.mediachassis.snmp.snapshot;

import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** What becomes of values that managers set in a {@link SnapshotObject}. Any thread. */
public interface Setting {
    /** Nothing may be set. */
    Setting NONE = new Setting() {
        @Override
        public int check(RowTable table, OID oid, Variable value) {
            return PDU.notWritable;
        }

        @Override
        public int carryOut(RowTable table, OID oid, Variable value, String user) {
            return PDU.commitFailed;
        }
    };

    /**
     * The error that setting this would be (RFC 3416, 4.2.5); {@link PDU#noError}: it may be set. Never blocks.
     *
     * @param table what is shown now
     */
    int check(RowTable table, OID oid, Variable value);

    /**
     * Sets it; may wait.
     *
     * @param user who asks for it
     * @return an error, or {@link PDU#noError}
     */
    int carryOut(RowTable table, OID oid, Variable value, String user);
}
