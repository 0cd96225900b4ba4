/** The unit as a tree of physical entities, ENTITY-MIB (RFC 6933) and ENTITY-STATE-MIB (RFC 4268). */
@NullMarked
package io.mediachassis.snmp.entity;

import org.jspecify.annotations.NullMarked;
