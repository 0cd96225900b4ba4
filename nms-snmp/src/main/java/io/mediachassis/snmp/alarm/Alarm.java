package io.mediachassis.snmp.alarm;

import org.snmp4j.smi.OID;

/**
 * Something that is wrong; the same one as long as nothing of this changes.
 *
 * @param resource an instance of what it is about: entPhysicalDescr, ifIndex, mcDirectorSlot
 * @param text for people
 */
record Alarm(AlarmType type, OID resource, String text) {}
