//! Reading every message there is, as a program does that acts on it: what the budgets of `parse` measure.

use crate::{each, opaque, used};
use dfsc::{DecodeError, Referral, Request, RequestEx, Response, Utf16Le};

/// Every message, every version, every field that means something, every string; and what is done with a request.
pub fn messages(with_request: impl FnOnce(Request<Utf16Le<'static>>)) {
    request(opaque(), with_request);
    request_ex(opaque());
    response(opaque());
}

#[inline(never)]
fn request(message: &'static [u8], with_request: impl FnOnce(Request<Utf16Le<'static>>)) {
    match Request::parse(message) {
        Ok(request) => {
            used(request.max_referral_level());
            string(Some(request.request_file_name()));
            with_request(request);
        }
        Err(error) => failed(error),
    }
}

#[inline(never)]
fn request_ex(message: &[u8]) {
    match RequestEx::parse(message) {
        Ok(request) => {
            used((request.max_referral_level(), request.request_flags(), request.request_data_length()));
            string(Some(request.request_file_name()));
            string(request.site_name());
        }
        Err(error) => failed(error),
    }
}

#[inline(never)]
fn response(message: &[u8]) {
    match parse(message) {
        Ok(response) => entries(response),
        Err(error) => failed(error),
    }
}

/// All that an error says, so that none of it is left out.
#[inline(never)]
fn failed(error: DecodeError) {
    used((error.kind(), error.field(), error.offset(), error.value(), error.limit()));
}

/// Apart, so that its stack is that of parsing.
#[inline(never)]
fn parse(message: &[u8]) -> Result<Response<'_>, DecodeError> {
    Response::parse(message)
}

#[inline(never)]
fn entries(response: Response<'_>) {
    used((response.path_consumed(), response.number_of_referrals(), response.flags()));
    response.referrals().for_each(referral);
}

#[inline(never)]
fn referral(referral: Referral<'_>) {
    match referral {
        Referral::V1(target) | Referral::V2(target) | Referral::V3(target) | Referral::V4(target) => {
            used((target.version(), target.server_type(), target.flags()));
            used((target.time_to_live(), target.proximity()));
            string(target.dfs_path());
            string(target.alternate_path());
            string(target.network_address());
        }
        Referral::NameList(list) => {
            used((list.version(), list.server_type(), list.flags(), list.time_to_live()));
            string(list.special_name());
            each(list.expanded_names().map(Utf16Le::as_bytes));
        }
        _ => {}
    }
}

#[inline(never)]
fn string(text: Option<Utf16Le<'_>>) {
    used(text.map(Utf16Le::as_bytes));
}
