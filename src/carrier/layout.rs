//! The fixed structures of the carriers, each written down once, as those of the [messages](crate::wire::layout) are. `[MS-SMB2] 2.2`,
//! `[MS-CIFS] 2.2`

use crate::wire::parts::{Layout, Le, MOST, Row, Writer, array, join, number_of, structure, tables};
use crate::wire::{self, Field, Structure};

structure! {
    /// What stands before each SMB message on a connection.
    struct DirectTcpFixed, DirectTcpNumbers {
        zero: u8 = Zero,
        stream_protocol_length: [u8; 3] = StreamProtocolLength,
    }
}

structure! {
    /// How the header of SMB2 begins.
    struct Smb2Fixed, Smb2Numbers {
        protocol_id: u32 = ProtocolId,
        structure_size: u16 = StructureSize,
        credit_charge: u16 = CreditCharge,
        status: u32 = Status,
        command: u16 = Command,
        credits: u16 = Credits,
        flags: u32 = Flags,
        next_command: u32 = NextCommand,
        message_id: [u8; 8] = MessageId,
    }
}

structure! {
    struct Smb2SyncFixed, Smb2SyncNumbers {
        reserved: u32 = Reserved,
        tree_id: u32 = TreeId,
    }
}

structure! {
    struct Smb2AsyncFixed, Smb2AsyncNumbers {
        async_id: [u8; 8] = AsyncId,
    }
}

structure! {
    /// How it ends.
    struct Smb2EndFixed, Smb2EndNumbers {
        session_id: [u8; 8] = SessionId,
        signature: [u8; 16] = Signature,
    }
}

structure! {
    struct TransformFixed, TransformNumbers {
        protocol_id: u32 = ProtocolId,
        signature: [u8; 16] = Signature,
        nonce: [u8; 16] = Nonce,
        original_message_size: u32 = OriginalMessageSize,
        reserved: u16 = Reserved,
        encryption_algorithm: u16 = EncryptionAlgorithm,
        session_id: [u8; 8] = SessionId,
    }
}

structure! {
    struct CompressionFixed, CompressionNumbers {
        protocol_id: u32 = ProtocolId,
        original_compressed_segment_size: u32 = OriginalCompressedSegmentSize,
        compression_algorithm: u16 = CompressionAlgorithm,
        flags: u16 = Flags,
        offset_or_length: u32 = OffsetOrLength,
    }
}

structure! {
    struct ErrorFixed, ErrorNumbers {
        structure_size: u16 = StructureSize,
        error_context_count: u8 = ErrorContextCount,
        reserved: u8 = Reserved,
        byte_count: u32 = ByteCount,
    }
}

structure! {
    /// How both an IOCTL request and its response begin.
    struct IoctlFixed, IoctlNumbers {
        structure_size: u16 = StructureSize,
        reserved: u16 = Reserved,
        ctl_code: u32 = CtlCode,
    }
}

structure! {
    struct FileIdFixed, FileIdNumbers {
        file_id: [u8; 16] = FileId,
    }
}

structure! {
    struct InputFixed, InputNumbers {
        input_offset: u32 = InputOffset,
        input_count: u32 = InputCount,
    }
}

structure! {
    /// Requests only.
    struct MaxInputFixed, MaxInputNumbers {
        max_input_response: u32 = MaxInputResponse,
    }
}

structure! {
    struct OutputFixed, OutputNumbers {
        output_offset: u32 = OutputOffset,
        output_count: u32 = OutputCount,
    }
}

structure! {
    /// Requests only.
    struct MaxOutputFixed, MaxOutputNumbers {
        max_output_response: u32 = MaxOutputResponse,
    }
}

structure! {
    /// How both end.
    struct IoctlEndFixed, IoctlEndNumbers {
        flags: u32 = Flags,
        reserved2: u32 = Reserved2,
    }
}

structure! {
    /// How the header of SMB1 begins.
    struct Smb1Fixed, Smb1Numbers {
        protocol: u32 = Protocol,
        command: u8 = Command,
    }
}

structure! {
    struct NtStatusFixed, NtStatusNumbers {
        status: u32 = Status,
    }
}

structure! {
    /// What stands there if `Flags2` does not say that it is an NTSTATUS.
    struct DosErrorFixed, DosErrorNumbers {
        error_class: u8 = ErrorClass,
        reserved: u8 = Reserved,
        error_code: u16 = ErrorCode,
    }
}

structure! {
    /// How it ends.
    struct Smb1EndFixed, Smb1EndNumbers {
        flags: u8 = Flags,
        flags2: u16 = Flags2,
        pid_high: u16 = PidHigh,
        security_features: [u8; 8] = SecurityFeatures,
        reserved: u16 = Reserved,
        tid: u16 = Tid,
        pid_low: u16 = PidLow,
        uid: u16 = Uid,
        mid: u16 = Mid,
    }
}

structure! {
    struct WordCountFixed, WordCountNumbers {
        word_count: u8 = WordCount,
    }
}

structure! {
    struct ByteCountFixed, ByteCountNumbers {
        byte_count: u16 = ByteCount,
    }
}

structure! {
    /// How the words of all transactions begin.
    struct TotalsFixed, TotalsNumbers {
        total_parameter_count: u16 = TotalParameterCount,
        total_data_count: u16 = TotalDataCount,
    }
}

structure! {
    struct RequestLimitsFixed, RequestLimitsNumbers {
        max_parameter_count: u16 = MaxParameterCount,
        max_data_count: u16 = MaxDataCount,
        max_setup_count: u8 = MaxSetupCount,
        reserved1: u8 = Reserved1,
    }
}

structure! {
    struct RequestOptionsFixed, RequestOptionsNumbers {
        flags: u16 = Flags,
        timeout: u32 = Timeout,
        reserved2: u16 = Reserved2,
    }
}

structure! {
    struct RequestPartsFixed, RequestPartsNumbers {
        parameter_count: u16 = ParameterCount,
        parameter_offset: u16 = ParameterOffset,
        data_count: u16 = DataCount,
        data_offset: u16 = DataOffset,
    }
}

structure! {
    struct RequestSetupFixed, RequestSetupNumbers {
        setup_count: u8 = SetupCount,
        reserved3: u8 = Reserved3,
        setup: u16 = Setup,
    }
}

structure! {
    struct SecondaryPartsFixed, SecondaryPartsNumbers {
        parameter_count: u16 = ParameterCount,
        parameter_offset: u16 = ParameterOffset,
        parameter_displacement: u16 = ParameterDisplacement,
    }
}

structure! {
    struct SecondaryDataFixed, SecondaryDataNumbers {
        data_count: u16 = DataCount,
        data_offset: u16 = DataOffset,
        data_displacement: u16 = DataDisplacement,
    }
}

structure! {
    struct FidFixed, FidNumbers {
        fid: u16 = Fid,
    }
}

structure! {
    struct Reserved1Fixed, Reserved1Numbers {
        reserved1: u16 = Reserved1,
    }
}

structure! {
    struct ResponseSetupFixed, ResponseSetupNumbers {
        setup_count: u8 = SetupCount,
        reserved2: u8 = Reserved2,
    }
}

tables! {
    pub after [wire::layout::ALL];
    /// What stands before each SMB message on a connection: its length, in the order of the network.
    DIRECT_TCP, DIRECT_TCP_ROWS = "[MS-SMB2] 2.1": [DirectTcpFixed];
    /// The header of SMB2 messages.
    SMB2_HEADER, SMB2_ROWS = "[MS-SMB2] 2.2.1.2": [Smb2Fixed, Smb2SyncFixed, Smb2EndFixed];
    /// The header of SMB2 messages that are worked on in the background.
    SMB2_HEADER_ASYNC, SMB2_ASYNC_ROWS = "[MS-SMB2] 2.2.1.1": [Smb2Fixed, Smb2AsyncFixed, Smb2EndFixed];
    /// What stands before an encrypted message.
    SMB2_TRANSFORM_HEADER, TRANSFORM_ROWS = "[MS-SMB2] 2.2.41": [TransformFixed];
    /// What stands before a compressed message.
    SMB2_COMPRESSION_TRANSFORM_HEADER, COMPRESSION_ROWS = "[MS-SMB2] 2.2.42": [CompressionFixed];
    /// What answers instead of a response.
    SMB2_ERROR_RESPONSE, ERROR_ROWS = "[MS-SMB2] 2.2.2": [ErrorFixed];
    /// The request that carries referral requests.
    SMB2_IOCTL_REQUEST, IOCTL_REQUEST = "[MS-SMB2] 2.2.31":
        [IoctlFixed, FileIdFixed, InputFixed, MaxInputFixed, OutputFixed, MaxOutputFixed, IoctlEndFixed];
    /// The response that carries referrals.
    SMB2_IOCTL_RESPONSE, IOCTL_RESPONSE = "[MS-SMB2] 2.2.32":
        [IoctlFixed, FileIdFixed, InputFixed, OutputFixed, IoctlEndFixed];
    /// The header of SMB1 messages, with an NTSTATUS.
    SMB_HEADER, SMB1_ROWS = "[MS-CIFS] 2.2.3.1": [Smb1Fixed, NtStatusFixed, Smb1EndFixed];
    /// The header of SMB1 messages, with a DOS error.
    SMB_HEADER_DOS_ERROR, SMB1_DOS_ROWS = "[MS-CIFS] 2.2.3.1": [Smb1Fixed, DosErrorFixed, Smb1EndFixed];
    /// How the parameters of any SMB1 message begin.
    SMB_PARAMETERS, WORD_COUNT = "[MS-CIFS] 2.2.3.2": [WordCountFixed];
    /// How the data of any SMB1 message begin.
    SMB_DATA, BYTE_COUNT = "[MS-CIFS] 2.2.3.3": [ByteCountFixed];
    /// The transaction that carries referral requests.
    SMB_COM_TRANSACTION2_REQUEST, TRANS2_REQUEST = "[MS-CIFS] 2.2.4.46.1":
        [WordCountFixed, TotalsFixed, RequestLimitsFixed, RequestOptionsFixed, RequestPartsFixed, RequestSetupFixed];
    /// What carries the rest of a request.
    SMB_COM_TRANSACTION2_SECONDARY, TRANS2_SECONDARY = "[MS-CIFS] 2.2.4.47.1":
        [WordCountFixed, TotalsFixed, SecondaryPartsFixed, SecondaryDataFixed, FidFixed];
    /// What carries referrals, or a part of them.
    SMB_COM_TRANSACTION2_RESPONSE, TRANS2_RESPONSE = "[MS-CIFS] 2.2.4.46.2":
        [WordCountFixed, TotalsFixed, Reserved1Fixed, SecondaryPartsFixed, SecondaryDataFixed, ResponseSetupFixed];
}
