// What a page says when nothing was signed or the API refused: what happened, and what to do. Nothing typed is lost.

const SENTENCES = {
  CANCELLED:
    "Chưa ký, và chưa ghi gì. Bạn đã đóng hộp hỏi khóa, để quá lâu, hoặc thiết bị này không có khóa của bạn; hãy bấm lại và chọn đúng khóa của mình.",
  OTHER_SITE: "Khóa của bạn được đăng ký cho địa chỉ khác. Hãy mở trang bằng địa chỉ của trường rồi làm lại.",
  OTHER_PERSON:
    "Điều máy chủ định ghi mang tên người khác hoặc thuộc sổ khác, nên không ký. Hãy đăng xuất rồi đăng nhập lại bằng tài khoản của mình.",
  LOG_SHRANK:
    "Máy chủ đưa ra một sổ ngắn hơn sổ mà máy này đã thấy, nên không ký. Hãy chụp lại trang này và báo hiệu trưởng, người vận hành.",
  SAID_OTHERWISE:
    "Điều máy chủ định ghi không đúng với điều bạn yêu cầu, nên không ký. Hãy tải lại trang; nếu vẫn vậy, báo người vận hành.",
  CLOCKS_DIFFER: "Đồng hồ của máy này và của máy chủ lệch nhau quá một phút rưỡi. Hãy chỉnh lại ngày giờ rồi làm lại.",
  NOT_CANONICAL: "Có ký tự không ghi vào sổ được. Hãy xóa đi và gõ lại bằng bàn phím tiếng Việt.",
  NO_STORE: "Trình duyệt không cho giữ khóa ở máy này (chế độ ẩn danh?). Hãy mở trang ở cửa sổ thường rồi làm lại.",
  NO_NETWORK: "Không nối được với máy chủ, nên chưa biết đã ghi hay chưa. Giữ nguyên trang này và bấm lại: không việc nào bị ghi hai lần.",
  NO_PASSKEY: "Việc này cần khóa truy cập của bạn đã được xác nhận. Hãy đăng ký khóa ở trang Tài khoản.",
  NO_BROWSER: "Trình duyệt này không dùng được khóa truy cập ở địa chỉ này. Cần https (hoặc http://localhost) và Chrome 109, Firefox 115 trở lên.",
};

/** The sentence for whatever was thrown. */
export function sentence(error) {
  if (error.problem) return `${error.problem.title}. ${error.problem.detail} (${error.code})`;
  if (SENTENCES[error.code]) return SENTENCES[error.code];
  // The library of ceremonies names what the browser said; a device that has a key for this account says so.
  if (error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") {
    return "Thiết bị này đã có khóa cho tài khoản của bạn. Hãy dùng khóa đó, hoặc chọn thiết bị khác.";
  }
  if (error.code === "ERROR_INVALID_DOMAIN" || error.code === "ERROR_INVALID_RP_ID") return SENTENCES.NO_BROWSER;
  if (error.name === "NotAllowedError" || error.name === "AbortError") return SENTENCES.CANCELLED;
  return `Trang gặp lỗi, chưa ghi gì. Hãy tải lại trang và làm lại. (${error.name || "?"})`;
}
